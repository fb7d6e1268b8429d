#!/usr/bin/env python3
"""Makes rules/quantity/currencies.toml: the currencies in use (ISO 4217) with their Chinese names.

usage: currencies_from_cldr.py PACKAGE/main >rules/quantity/currencies.toml

PACKAGE is the unpacked npm package `cldr-numbers-full` (Unicode CLDR, Unicode licence); the names are
those of zh, zh-Hant and zh-Hant-HK. Everyday names, symbols and small coins are kept by hand in
rules/quantity/money.toml.
"""
import json
import sys

# ISO 4217, alphabetic codes of money in circulation (funds, metals and test codes left out), with those that news of
# the last years still gives: ANG until 2025, BGN until 2026.
ACTIVE = """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE
SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW
ZWG""".split()


def names(root, locale):
    path = f"{root}/{locale}/currencies.json"
    return json.load(open(path, encoding="utf-8"))["main"][locale]["numbers"]["currencies"]


def main():
    tables = [names(sys.argv[1], locale) for locale in ("zh", "zh-Hant", "zh-Hant-HK")]
    print("# The currencies in use with their names in CLDR; made by scripts/currencies_from_cldr.py, do not edit.")
    print("# Everyday names, symbols and small coins: money.toml.")
    for code in ACTIVE:
        seen = []
        for table in tables:
            name = table.get(code, {}).get("displayName")
            if name and "(" not in name and "（" not in name and name not in seen:
                seen.append(name)
        print(f"\n[[currency]]\ncode = \"{code}\"\nnames = {json.dumps(seen, ensure_ascii=False)}")


if __name__ == "__main__":
    main()
