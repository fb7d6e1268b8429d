#!/usr/bin/env python3
"""Makes rules/quantity/units_cldr.toml: the measures of CLDR with their Chinese names and exact SI factors.

usage: units_from_cldr.py UNITS/main CORE/supplemental/units.json >rules/quantity/units_cldr.toml

UNITS is the unpacked npm package `cldr-units-full`, CORE `cldr-core` (Unicode CLDR, Unicode licence). The names are
those of zh, zh-Hant and zh-Hant-HK, folded to Simplified; symbols, everyday names and what CLDR lacks (亩, 斤, 坪) are
kept by hand in rules/quantity/units.toml.
"""
import json
import os
import re
import sys
from fractions import Fraction

# Categories of CLDR and the dimension they make (dimensions.toml), whose base unit is that of CLDR. Durations, shares,
# angles and what is only counted (份, 项) belong to the grammar; rates (升/公里) are read as a unit per another.
DIMENSIONS = {
    "acceleration": "acceleration", "area": "area", "digital": "data", "energy": "energy", "force": "force",
    "frequency": "frequency", "length": "length", "mass": "mass", "power": "power", "pressure": "pressure",
    "speed": "speed", "torque": "torque", "volume": "volume", "electric-ampere": "current",
    "electric-milliampere": "current", "electric-ohm": "resistance", "electric-volt": "voltage",
    "electric-coulomb": "charge", "light-lumen": "light", "light-lux": "illuminance",
    "light-candela": "luminous_intensity", "temperature-kelvin": "kelvin", "energy-becquerel": "activity",
    "energy-sievert": "dose", "energy-gray": "absorbed_dose",
}

# Units left out: their Chinese name is another measure or none.
LEFT_OUT = {
    "mass-ton": "吨 is the metric one; CLDR gives the short ton that name",
    "power-horsepower": "马力 is the metric one",
    "energy-foodcalorie": "zh-Hant calls it 卡路里 as well; 大卡 is 千卡 by hand",
    "speed-beaufort": "a scale", "speed-light-speed": "光 begins words",
    "volume-cup": "a vessel", "volume-cup-metric": "a vessel", "volume-jigger": "a vessel", "volume-drop": "counted",
    "volume-pinch": "counted", "volume-tablespoon": "differs between countries", "volume-dram": "differs from the mass",
    "volume-teaspoon": "differs between countries", "volume-dessert-spoon": "differs between countries",
    "volume-dessert-spoon-imperial": "differs between countries",
    "volume-barrel": "of oil; other barrels have other sizes", "volume-bushel": "differs between crops",
    "mass-ounce": "that of gold is another one", "volume-fluid-ounce-metric": "not used",
    "force-kilowatt-hour-per-100-kilometer": "a rate", "pressure-ofhg": "part of a unit",
    "pressure-gasoline-energy-density": "no pressure", "length-point": "点 counts points",
}

# Names left out: people are called so, a numeral or another word begins so.
NOT_NAMES = set("格林 化朗 百万瓦 百万瓦特 气压 烛光 兆升 贝克".split())

# The names that rules and tests use where CLDR prefers another.
NAMES = {"length-meter": "米", "volume-liter": "升", "acceleration-meter-per-square-second": "米每二次方秒",
         "pressure-pound-force-per-square-inch": "磅每平方英寸", "length-kilometer": "千米", "mass-tonne": "吨", "power-watt": "瓦", "energy-joule": "焦耳", "frequency-hertz": "赫兹",
         "pressure-pascal": "帕", "force-newton": "牛", "electric-volt": "伏", "electric-ampere": "安",
         "pressure-hectopascal": "百帕", "pressure-kilopascal": "千帕", "pressure-megapascal": "兆帕",
         "volume-cubic-kilometer": "立方千米", "torque-newton-meter": "牛·米", "pressure-atmosphere": "大气压",
         "speed-kilometer-per-hour": "公里每小时", "speed-meter-per-second": "米每秒",
         "speed-mile-per-hour": "英里每小时", "speed-knot": "节"}

PREFIXES = {"yotta": 24, "zetta": 21, "exa": 18, "peta": 15, "tera": 12, "giga": 9, "mega": 6, "kilo": 3, "hecto": 2,
            "deka": 1, "deci": -1, "centi": -2, "milli": -3, "micro": -6, "nano": -9, "pico": -12}
POWERS = {"square": 2, "cubic": 3}
SIMPLIFIED = os.path.join(os.path.dirname(__file__), "../src/text/simplified.txt")


def value(expression, constants):
    """A CLDR factor: products and one quotient, all that follows the stroke being the denominator."""
    above, _, below = expression.partition("/")

    def product(factors):
        out = Fraction(1)
        for factor in filter(None, (f.strip() for f in factors.split("*"))):
            out *= value(constants[factor]["_value"], constants) if factor in constants else Fraction(factor)
        return out

    return product(above) / product(below)


def factor(words, units, constants):
    """The factor of a compound id (square-kilometer, kilowatt-hour, mile-per-hour); None where a part has none."""
    out, sign = Fraction(1), 1
    while words:
        if words[0] == "per":
            sign, words = -1, words[1:]
            continue
        power = POWERS.get(words[0], 1)
        words = words[1:] if power > 1 else words
        for n in range(len(words), 0, -1):
            name = "-".join(words[:n])
            prefix = next((p for p in PREFIXES if name not in units and name.startswith(p) and name[len(p):] in units), "")
            unit = units.get(name[len(prefix):])
            if unit is None or "_offset" in unit or "_special" in unit or "_reciprocal" in unit:
                continue
            one = value(unit.get("_factor", "1"), constants) * Fraction(10) ** PREFIXES.get(prefix, 0)
            out *= one ** (power * sign)
            words = words[n:]
            break
        else:
            return None
    return out


def written(number):
    """A decimal of at most 28 digits, else a ratio of small whole numbers; None where neither holds it."""
    for places in range(0, 28):
        scaled = number * 10 ** places
        if scaled.denominator == 1:
            if scaled.numerator >= 10 ** 28:
                return None
            digits = str(scaled.numerator).rjust(places + 1, "0")
            return digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
    small = max(number.numerator, number.denominator) < 2 ** 63
    return f"{number.numerator}/{number.denominator}" if small else None


def main():
    fold = dict(pair for pair in open(SIMPLIFIED, encoding="utf-8").read().split())
    tables = []
    for locale in ("zh", "zh-Hant", "zh-Hant-HK"):
        path = f"{sys.argv[1]}/{locale}/units.json"
        tables.append(json.load(open(path, encoding="utf-8"))["main"][locale]["units"])
    core = json.load(open(sys.argv[2], encoding="utf-8"))["supplemental"]
    print("# The measures of CLDR with their Chinese names; made by scripts/units_from_cldr.py, do not edit.")
    print("# Symbols, everyday names and what CLDR lacks: units.toml.")
    taken = set()
    for id in sorted(k for k in tables[0]["long"] if re.fullmatch("[a-z0-9-]+", k)):
        category, _, unit = id.partition("-")
        dimension = DIMENSIONS.get(id) or DIMENSIONS.get(category)
        if id in LEFT_OUT or dimension is None:
            continue
        size = factor(unit.split("-"), core["convertUnits"], core["unitConstants"])
        size = None if size is None else written(size)
        if size is None:
            continue
        seen = []
        for table in tables:
            for width in ("long", "short"):
                entry = table[width].get(id, {})
                for name in (entry.get("displayName"), entry.get("unitPattern-count-other", "").removeprefix("{0}")):
                    name = "".join(fold.get(c, c) for c in (name or "").strip())
                    han = re.fullmatch("[\u4e00-\u9fff]{2,}(/[\u4e00-\u9fff]+)?", name)
                    if han and not name.startswith("每") and name not in NOT_NAMES | taken:
                        seen.append(name)
                        taken.add(name)
        # A single character is the beginning of other words; those in use are kept by hand.
        if seen:
            name = NAMES.get(id, seen[0])
            surfaces = json.dumps(seen, ensure_ascii=False)
            print(f"\n[[unit]]\nname = {json.dumps(name, ensure_ascii=False)}\nsurfaces = {surfaces}")
            print(f'dimension = "{dimension}"\nfactor = "{size}"')
            if any(surface.startswith("个") for surface in seen):
                print('show = "bare"')


if __name__ == "__main__":
    main()
