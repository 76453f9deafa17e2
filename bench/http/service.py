# SPDX-License-Identifier: Apache-2.0
"""The service that people write today: Flask in front of XGBoost, run by gunicorn. The model is read
once; requests are one row, a list of rows, or CSV; the answer has the same members as Vedette's."""
import io
import json
import os

import numpy as np
import pandas as pd
import xgboost
from flask import Flask, Response, request

app = Flask(__name__)
model = xgboost.Booster(model_file=os.environ["MODEL"])
model.set_param({"nthread": 1})
columns = model.feature_names
THRESHOLD = 0.5


def predictions(frame: pd.DataFrame) -> list[dict]:
    scores = model.inplace_predict(frame[columns].to_numpy(np.float32))
    return [{"row": i, "class": "attack" if s >= THRESHOLD else "benign",
             "decision": "attack" if s >= THRESHOLD else "benign", "attack_score": s,
             "scores": {"benign": 1 - s, "attack": s}, "threshold": THRESHOLD,
             "model": "xgb@1"} for i, s in enumerate(scores.tolist(), 1)]


def table(rows: list[dict]) -> str:
    """The columns of Vedette's CSV: a score per class, and room for why a row has none."""
    frame = pd.DataFrame(rows)
    scores = pd.DataFrame(frame.pop("scores").tolist()).add_prefix("score_")
    frame[scores.columns] = scores
    return frame.assign(error="").to_csv(index=False)


@app.post("/predict")
def predict():
    if request.mimetype == "text/csv":
        rows = predictions(pd.read_csv(io.BytesIO(request.get_data())))
        return Response(table(rows), mimetype="text/csv")
    body = request.get_json()
    frame = pd.DataFrame([body["row"]] if "row" in body else body["rows"])
    return Response(json.dumps({"model": "xgb@1", "threshold": THRESHOLD,
                                "predictions": predictions(frame), "rejected": 0}),
                    mimetype="application/json")
