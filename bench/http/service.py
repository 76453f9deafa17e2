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


def score(frame: pd.DataFrame) -> np.ndarray:
    return model.inplace_predict(frame[columns].to_numpy(np.float32))


def predictions(frame: pd.DataFrame) -> list[dict]:
    return [{"row": i, "class": "attack" if s >= THRESHOLD else "benign",
             "decision": "attack" if s >= THRESHOLD else "benign", "attack_score": s,
             "scores": {"benign": 1 - s, "attack": s}, "threshold": THRESHOLD,
             "model": "xgb@1"} for i, s in enumerate(score(frame).tolist(), 1)]


def table(frame: pd.DataFrame) -> str:
    """The columns of Vedette's CSV, from arrays: a list of predictions would take twice as long."""
    scores = score(frame)
    classes = np.where(scores >= THRESHOLD, "attack", "benign")
    return pd.DataFrame({"row": np.arange(1, len(scores) + 1), "class": classes,
                         "decision": classes, "attack_score": scores, "score_benign": 1 - scores,
                         "score_attack": scores, "threshold": THRESHOLD, "model": "xgb@1",
                         "error": ""}).to_csv(index=False)


@app.post("/predict")
def predict():
    if request.mimetype == "text/csv":
        return Response(table(pd.read_csv(io.BytesIO(request.get_data()))), mimetype="text/csv")
    body = request.get_json()
    frame = pd.DataFrame([body["row"]] if "row" in body else body["rows"])
    return Response(json.dumps({"model": "xgb@1", "threshold": THRESHOLD,
                                "predictions": predictions(frame), "rejected": 0}),
                    mimetype="application/json")
