// SPDX-License-Identifier: Apache-2.0
// Made by `npm run api-types` from the server's OpenAPI document; not to be edited.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Session: {
            /** @enum {string} */
            access: "open" | "accounts";
            signed_in: boolean;
            /** @enum {string} */
            kind: "anonymous" | "local" | "session" | "token";
            user: string;
            role: components["schemas"]["Role"];
            scopes: components["schemas"]["Scope"][];
            /** @description To be repeated in X-Csrf-Token by writes of this session */
            csrf: string;
            must_change_password: boolean;
            /** Format: date-time */
            expires_at: string | null;
        };
        /** @enum {string} */
        Role: "viewer" | "analyst" | "engineer" | "admin";
        /** @enum {string} */
        Scope: "read" | "predict" | "ingest" | "train" | "triage" | "admin";
        Credentials: {
            user: string;
            /** Format: password */
            password: string;
        };
        PasswordChange: {
            /** Format: password */
            old: string;
            /** Format: password */
            new: string;
        };
        User: {
            name: string;
            role: components["schemas"]["Role"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_sign_in_at: string | null;
            disabled: boolean;
            must_change_password: boolean;
            /** @description Shown this once */
            one_time_password?: string;
        };
        UserList: {
            items: components["schemas"]["User"][];
            next: null;
        };
        NewUser: {
            name: string;
            role: components["schemas"]["Role"];
            /** Format: password */
            password?: string;
        };
        UserChange: {
            role?: components["schemas"]["Role"];
            disabled?: boolean;
            reset_password?: boolean;
        };
        Token: {
            id: string;
            name: string;
            owner: string;
            scopes: components["schemas"]["Scope"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            last_used_at: string | null;
            /** @description Shown this once */
            secret?: string;
        };
        TokenList: {
            items: components["schemas"]["Token"][];
            next: null;
        };
        NewToken: {
            name: string;
            scopes: components["schemas"]["Scope"][];
            expires_in_days?: number;
        };
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            next: string | null;
            /** @description The chain of hashes holds */
            intact: boolean;
            faults: string[];
        };
        AuditEntry: {
            seq: number;
            /** Format: date-time */
            time: string;
            actor: string;
            peer: string;
            action: string;
            target: string;
            /** @enum {string} */
            outcome: "ok" | "refused" | "failed";
            detail: string;
        };
        /** @description What `vedette catalog --json` prints, with the options of training */
        Catalog: {
            sources: components["schemas"]["CatalogEntry"][];
            stores: components["schemas"]["CatalogEntry"][];
            steps: components["schemas"]["CatalogEntry"][];
            learners: components["schemas"]["CatalogEntry"][];
            validation_codes: {
                name: string;
                severity: string;
                summary: string;
                advice: string;
            }[];
            flow_formats: components["schemas"]["CatalogEntry"][];
            scenarios: (components["schemas"]["CatalogEntry"] & {
                /** @enum {string} */
                kind: "benign" | "attack";
            })[];
            train_options: components["schemas"]["OptionSpec"][];
        };
        CatalogEntry: {
            name: string;
            summary: string;
            options: components["schemas"]["OptionSpec"][];
        };
        OptionSpec: {
            name: string;
            /** @enum {string} */
            type: "text" | "integer" | "real" | "boolean" | "choice";
            default: components["schemas"]["OptionValue"];
            help: string;
            unit?: string;
            min?: number;
            max?: number;
            choices?: string[];
            /** @description Where a search for better options looks */
            search?: {
                low: number;
                high: number;
                /** @enum {string} */
                scale: "linear" | "log";
            };
        };
        OptionValue: string | number | boolean;
        /** @description Values by the name of the option */
        OptionValues: {
            [key: string]: components["schemas"]["OptionValue"];
        };
        /** @description A file that was ingested */
        DatasetSource: {
            id: string;
            name: string;
            content_sha256: string;
            schema_fingerprint: string;
            rows: number;
            quarantined: number;
            /** Format: date-time */
            ingested_at: string;
            /** @description False where an ingest was cut short */
            complete: boolean;
        };
        Dataset: {
            name: string;
            schema: string;
            schema_fingerprint: string;
            rows: number;
            quarantined: number;
            /** Format: date-time */
            created_at: string;
            sources: components["schemas"]["DatasetSource"][];
        };
        DatasetList: {
            items: components["schemas"]["Dataset"][];
            next: string | null;
        };
        /** @description A row that did not fit, with the reason */
        RejectedRow: {
            file: string;
            /** @description Number of the row in its file */
            row: number;
            /** @description Empty where the whole row is at fault */
            column: string;
            /** @description Where the row begins in the unpacked file */
            byte: number;
            /** @description Stable code */
            rule: string;
            message: string;
            /** @description The text of the row */
            raw: string;
        };
        QuarantinedRow: components["schemas"]["RejectedRow"] & {
            /** @description Id of the file it came from */
            source: string;
        };
        QuarantinePage: {
            items: components["schemas"]["QuarantinedRow"][];
            next: string | null;
        };
        RowPage: {
            items: {
                [key: string]: number | string | boolean | null;
            }[];
            next: string | null;
        };
        IngestReport: {
            file: string;
            source: string;
            content_sha256: string;
            schema_fingerprint: string;
            rows: number;
            /** @description By this request */
            rows_added: number;
            quarantined: number;
            already_there: boolean;
            notes: string[];
            /** @description The first 20 rows that were quarantined */
            examples: components["schemas"]["RejectedRow"][];
        };
        ReplayReport: {
            accepted: number;
            still_rejected: number;
        };
        ValidationFinding: {
            code: string;
            /** @enum {string} */
            severity: "info" | "warning" | "error";
            column: string;
            rows: number;
            first_rows: number[];
            sentence: string;
            advice: string;
        };
        /** @description What `vedette validate --json` prints, and when it was found */
        ValidationReport: {
            schema: string;
            source: string;
            content_sha256: string;
            rows: {
                read: number;
                kept: number;
                quarantined: number;
                without_class: number;
            };
            duplicates: {
                distinct: number;
                repeats: number;
                rows_with_a_twin: number;
            };
            /** @description Equal rows of different classes */
            contradictions: {
                vectors: number;
                rows: number;
            };
            /** @description What no model of these columns can exceed */
            accuracy_ceiling: number | null;
            classes: {
                name: string;
                rows: number;
                benign: boolean;
            }[];
            findings: components["schemas"]["ValidationFinding"][];
            columns: {
                [key: string]: unknown;
            }[];
            /** @description Null where every row was looked at */
            sample: {
                rows: number;
                of: number;
            } | null;
            /** Format: date-time */
            validated_at: string;
            /** @description Whether the data set has changed since */
            stale: boolean;
        };
        DatasetProfile: {
            rows: number;
            label: {
                column: string;
                classes: {
                    name: string;
                    rows: number;
                }[];
            } | null;
            columns: components["schemas"]["ColumnProfile"][];
        };
        ColumnProfile: {
            name: string;
            /** @enum {string} */
            type: "int64" | "float64" | "text" | "boolean" | "timestamp";
            role: string;
            unit: string;
            missing: number;
            /** @description Null above 10 */
            distinct: number | null;
            histogram: {
                /** @description One more than counts */
                edges: number[];
                counts: number[];
            } | null;
            top: {
                value: string;
                rows: number;
            }[] | null;
        };
        SchemaList: {
            items: components["schemas"]["SchemaEntry"][];
            next: string | null;
        };
        SchemaEntry: {
            name: string;
            title: string;
            description: string;
            columns: number;
            /** @description Name of the label's column */
            label: string | null;
        };
        InferredSchema: {
            /** @description YAML */
            schema: string;
            /** @description Why it is as it is */
            notes: string[];
        };
        /**
         * @description By the population stability index; none with too few rows
         * @enum {string}
         */
        DriftLight: "none" | "green" | "amber" | "red";
        DriftSide: {
            name: string;
            rows: number;
        };
        /** @description Rows per bin of a number, or per category */
        Distribution: {
            /** @description One more than counts */
            edges: number[];
            counts: number[];
        } | {
            values: string[];
            counts: number[];
        };
        DriftColumn: {
            name: string;
            /** @enum {string} */
            kind: "number" | "category";
            /** @description Population stability index */
            psi: number;
            /** @description Kolmogorov-Smirnov distance of numbers */
            ks: number | null;
            p_value: number | null;
            light: components["schemas"]["DriftLight"];
            left: components["schemas"]["Distribution"] | null;
            right: components["schemas"]["Distribution"] | null;
            left_missing: number;
            right_missing: number;
            new_categories: string[];
        };
        Drift: {
            left: components["schemas"]["DriftSide"];
            right: components["schemas"]["DriftSide"];
            light: components["schemas"]["DriftLight"];
            /** @description Largest index first */
            columns: components["schemas"]["DriftColumn"][];
            notes: string[];
        };
        /** @description Ends of the 95 % confidence interval */
        Interval: [
            number,
            number
        ];
        ClassFigures: {
            name: string;
            rows: number;
            /** @description Null where nothing was taken for this class */
            precision: number | null;
            precision_interval: components["schemas"]["Interval"] | null;
            /** @description Null where no row is of this class */
            recall: number | null;
            recall_interval: components["schemas"]["Interval"] | null;
            f1: number;
        };
        ThresholdChoice: {
            value: number;
            policy: {
                /** @enum {string} */
                kind: "steady_f1" | "best_f1" | "max_fpr" | "fixed";
                max_fpr: number;
                value: number;
            };
            why: string;
            /** @description On the rows it was chosen on */
            promised_fpr: number;
            promised_recall: number;
            benign_rows: number;
            attack_rows: number;
        };
        /** @description Figures on labelled rows; those about attacks are null where the model has no benign class */
        Evaluation: {
            rows: number;
            accuracy: number;
            accuracy_interval: components["schemas"]["Interval"] | null;
            balanced_accuracy: number;
            macro_f1: number;
            weighted_f1: number;
            roc_auc: number | null;
            roc_auc_interval: components["schemas"]["Interval"] | null;
            pr_auc: number | null;
            pr_auc_interval: components["schemas"]["Interval"] | null;
            log_loss: number | null;
            threshold: number | null;
            threshold_choice: components["schemas"]["ThresholdChoice"] | null;
            fpr_promised: number | null;
            fpr_realised: number | null;
            fpr_interval: components["schemas"]["Interval"] | null;
            /** @description Share of the attacks that are found */
            recall: number | null;
            recall_interval: components["schemas"]["Interval"] | null;
            /** @description Per million benign rows */
            false_alarms_per_million: number | null;
            calibration_error: number | null;
            per_class: components["schemas"]["ClassFigures"][];
            confusion: {
                classes: string[];
                /** @description Row by row, true class by predicted class */
                counts: number[];
            };
        };
        Curves: {
            /** @description False-positive rate, recall, threshold */
            roc: components["schemas"]["CurvePoint"][];
            /** @description Recall, precision, threshold */
            pr: components["schemas"]["CurvePoint"][];
            calibration: {
                mean_score: number;
                /** @description Of attacks among the rows with about this score */
                share: number;
                share_interval: components["schemas"]["Interval"];
                rows: number;
            }[];
            thresholds: components["schemas"]["ThresholdPoint"][];
        };
        CurvePoint: [
            number,
            number,
            number
        ];
        /** @description What a threshold would decide on the test rows */
        ThresholdPoint: {
            threshold: number;
            tp: number;
            fp: number;
            fn: number;
            tn: number;
            /** @description The model's own threshold */
            frozen: boolean;
        };
        /** @description One of those that were compared; without figures where it sat out */
        Contender: {
            learner: string;
            options: components["schemas"]["OptionValues"];
            /** @description What they are ordered by; more is better */
            metric?: number;
            candidates_tried?: number;
            train_seconds?: number;
            tune?: components["schemas"]["Evaluation"];
            sat_out?: boolean;
            note?: string;
        };
        /** @description A yardstick; without figures where it could not judge the rows */
        Baseline: {
            name: string;
            description: string;
            test?: components["schemas"]["Evaluation"];
            note?: string;
        };
        /** @description Records, lists of values in the order of the model's inputs, or columns by name */
        MlflowValues: unknown[] | Record<string, never>;
        /** @description Exactly one of the four forms */
        MlflowRequest: {
            dataframe_split?: {
                columns?: string[];
                data: unknown[][];
                index?: unknown[];
            };
            dataframe_records?: components["schemas"]["Row"][];
            instances?: components["schemas"]["MlflowValues"];
            inputs?: components["schemas"]["MlflowValues"];
            params?: {
                /**
                 * @default label
                 * @enum {string}
                 */
                output: "label" | "decision" | "attack_score" | "scores" | "full";
            };
        } & (unknown | unknown | unknown | unknown);
        MlflowPredictions: {
            predictions: (string | number | Record<string, never>)[];
        };
        ModelVersion: {
            name: string;
            version: number;
            aliases: string[];
            /** Format: date-time */
            created_at: string;
            learner: string;
            bytes: number;
            summary: components["schemas"]["ModelSummary"];
        };
        /** @description The bundle in short, or `damage` alone where it cannot be read */
        ModelSummary: {
            /** @description Why the bundle cannot be read */
            damage?: string;
            task?: string | null;
            classes?: string[] | null;
            threshold?: number | null;
            split?: string | null;
            dataset?: string | null;
            data_sha256?: string | null;
            rows?: number | null;
            metrics?: components["schemas"]["MainFigures"];
        };
        /** @description Of the test rows; members of Evaluation */
        MainFigures: {
            rows?: number | null;
            accuracy?: number | null;
            macro_f1?: number | null;
            roc_auc?: number | null;
            pr_auc?: number | null;
            recall?: number | null;
            fpr_realised?: number | null;
            false_alarms_per_million?: number | null;
        };
        ModelList: {
            items: components["schemas"]["ModelEntry"][];
            next: null;
        };
        ModelEntry: {
            name: string;
            champion: number | null;
            /** @description Newest first */
            versions: components["schemas"]["ModelVersion"][];
        };
        ModelFeature: {
            name: string;
            /** @enum {string} */
            type: "int64" | "float64" | "text" | "boolean" | "timestamp";
            unit: string;
            description: string;
            /** @description A row without a value is refused */
            required: boolean;
            categories: string[] | null;
            /** @description From the schema; an end that is null is open */
            range: [
                number | null,
                number | null
            ] | null;
            /** @description Of the training rows */
            quantiles: {
                p01: number | null;
                p05: number | null;
                p25: number | null;
                p50: number | null;
                p75: number | null;
                p95: number | null;
                p99: number | null;
            } | null;
            /** @description Mean absolute contribution */
            importance: number | null;
        };
        ModelDetails: components["schemas"]["ModelVersion"] & {
            classes: string[];
            threshold: components["schemas"]["ThresholdChoice"] | null;
            metrics: components["schemas"]["Evaluation"];
            features: components["schemas"]["ModelFeature"][];
            curves: components["schemas"]["Curves"] | null;
            split: {
                [key: string]: unknown;
            } | null;
            leaderboard: components["schemas"]["Contender"][] | null;
            baselines: components["schemas"]["Baseline"][] | null;
            training: {
                [key: string]: unknown;
            } | null;
            /** @description Of the program and its libraries */
            versions: {
                [key: string]: string;
            } | null;
            model_facts: {
                [key: string]: unknown;
            };
            learner_options: components["schemas"]["OptionValues"] | null;
        };
        ExampleRows: {
            rows: components["schemas"]["Row"][];
        };
        ModelIntegrity: {
            name: string;
            version: number;
            /** @description Empty when every byte is as published */
            faults: string[];
        };
        /** @description One object per subject, from key to the values of both sides */
        ModelDifference: {
            left: string;
            right: string;
        } & {
            [key: string]: unknown;
        };
        AliasTarget: {
            version: number;
        };
        OipServerMetadata: {
            name: string;
            version: string;
            extensions: string[];
        };
        OipLive: {
            live: boolean;
        };
        OipReady: {
            ready: boolean;
        };
        OipModelReady: {
            name: string;
            ready: boolean;
        };
        /** @enum {string} */
        OipDatatype: "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP32" | "FP64" | "BYTES";
        OipTensorMetadata: {
            name: string;
            datatype: components["schemas"]["OipDatatype"];
            /** @description -1 stands for the number of rows */
            shape: number[];
        };
        OipModelMetadata: {
            name: string;
            versions: string[];
            platform: string;
            inputs: components["schemas"]["OipTensorMetadata"][];
            outputs: components["schemas"]["OipTensorMetadata"][];
        };
        /** @description Elements in row-major order, flat or nested as the shape says; null in a floating-point tensor is a missing value */
        OipTensorData: (number | string | boolean | unknown[] | null)[];
        OipInput: {
            /** @description A column of the model; or any other name for a matrix */
            name: string;
            shape: number[];
            datatype: components["schemas"]["OipDatatype"];
            data?: components["schemas"]["OipTensorData"];
            parameters?: {
                /** @description Bytes of this tensor behind the JSON, in place of `data` */
                binary_data_size?: number;
            };
        };
        OipRequestedOutput: {
            /** @enum {string} */
            name: "label" | "decision" | "attack_score" | "scores";
            parameters?: {
                binary_data?: boolean;
            };
        };
        OipInferRequest: {
            id?: string;
            parameters?: {
                /** @description For outputs that do not say themselves */
                binary_data_output?: boolean;
            };
            inputs: components["schemas"]["OipInput"][];
            outputs?: components["schemas"]["OipRequestedOutput"][];
        };
        OipOutput: {
            name: string;
            datatype: components["schemas"]["OipDatatype"];
            shape: number[];
            data?: components["schemas"]["OipTensorData"];
            parameters?: {
                binary_data_size?: number;
            };
        };
        OipInferResponse: {
            model_name: string;
            model_version: string;
            /** @description That of the request */
            id?: string;
            parameters?: {
                /** @description An attack score from here on is an attack */
                threshold?: number;
            };
            outputs: components["schemas"]["OipOutput"][];
        };
        OipIndexRequest: {
            /** @description Leaves nothing out */
            ready?: boolean;
        };
        OipIndex: {
            name: string;
            version: string;
            /** @enum {string} */
            state: "READY";
            reason: string;
        }[];
        OipLoadRequest: {
            parameters?: Record<string, never>;
        };
        OipEmpty: Record<string, never>;
        Readiness: {
            ready: boolean;
            checks: {
                name: string;
                well: boolean;
                detail: string;
            }[];
        };
        /** @description OpenAPI 3.1 */
        OpenApiDocument: Record<string, never>;
        /** @description Values by column of the model's schema; null or absent is missing */
        Row: {
            [key: string]: number | string | boolean | null;
        };
        /** @description One row, several rows, or one of them without its envelope */
        PredictRequest: {
            row: components["schemas"]["Row"];
        } | {
            rows: components["schemas"]["Row"][];
        } | components["schemas"]["Row"] | components["schemas"]["Row"][];
        /** @description A verdict, or with `error` the reason why there is none */
        Prediction: {
            /** @description Number of the row in the request */
            row: number;
            class?: string;
            /** @enum {string} */
            decision?: "benign" | "attack" | "abstain";
            attack_score?: number;
            scores?: {
                [key: string]: number;
            };
            threshold: number | null;
            /** @description NAME@VERSION */
            model: string;
            /** @description The columns asked for by `keep` */
            input?: {
                [key: string]: string;
            };
            /** @description Asked for by `explain`, for attacks */
            reasons?: components["schemas"]["Contribution"][];
            error?: {
                rule: string;
                column: string;
                message: string;
            };
        };
        Predictions: {
            /** @description NAME@VERSION */
            model: string;
            threshold: number | null;
            predictions: components["schemas"]["Prediction"][];
            /** @description Rows that could not be read */
            rejected: number;
        };
        ExplainRequest: {
            row: components["schemas"]["Row"];
        } | components["schemas"]["Row"];
        Contribution: {
            feature: string;
            value: number | string | boolean | null;
            /** @description In the unit of the explanation */
            contribution: number;
        };
        ExplainedFeature: components["schemas"]["Contribution"] & {
            /** @description Where the method samples */
            standard_error?: number;
            /** @description Where 90 % of the training values are */
            normal: {
                low: number;
                median: number;
                high: number;
            } | null;
            /** @description Share of training values up to this one */
            percentile: number | null;
            /** @description Most frequent categories */
            usual: string[] | null;
        };
        Explanation: {
            model: string;
            prediction: components["schemas"]["Prediction"];
            /** @description The class that is explained */
            class: string;
            /** @enum {string} */
            unit: "log_odds" | "probability" | "margin";
            /** @enum {string} */
            method: "tree_shap" | "linear_shap" | "sampled_shap";
            /** @description The output for a row of which nothing is known */
            base: number;
            output: number;
            features: components["schemas"]["ExplainedFeature"][];
        };
        /** @description What went wrong (RFC 9457) */
        Problem: {
            /** @description Path that names the kind of problem */
            type: string;
            title: string;
            status: number;
            /** @description What went wrong this time */
            detail: string;
            /** @description Id of the request */
            instance?: string;
            /** @description What to do about it */
            hint?: string;
            /** @description A place in the data */
            where?: {
                file?: string;
                row?: number;
                column?: string;
                byte?: number;
            };
            errors?: {
                /** @description JSON Pointer into the body */
                pointer: string;
                code: string;
                detail: string;
            }[];
        };
        MlflowError: {
            error_code: string;
            message: string;
        };
        OipError: {
            error: string;
        };
        /** @enum {string} */
        RunState: "waiting" | "running" | "done" | "skipped" | "failed" | "cancelled";
        RunStage: {
            name: string;
            state: components["schemas"]["RunState"];
            /** @description Nanoseconds since 1970-01-01 UTC; 0 before it begins */
            started_at: number;
            ended_at: number;
            input_hash: string;
            output_hash: string;
            message: string;
            /** @description JSON */
            output: string;
        };
        Run: {
            /** @description Sorts by time */
            id: string;
            /** @description The command or `pipeline` */
            kind: string;
            name: string;
            state: components["schemas"]["RunState"];
            /** @description Nanoseconds since 1970-01-01 UTC */
            started_at: number;
            /** @description 0 until it ends */
            ended_at: number;
            process: number;
            stages: components["schemas"]["RunStage"][];
        };
        RunList: {
            items: components["schemas"]["Run"][];
            next: string | null;
        };
        RunRequest: {
            /** @description Data set to learn from */
            dataset: string;
            /** @description Name of the model; the data set's where it is left out */
            model?: string;
            /** @description Data set whose rows are the test rows */
            test_dataset?: string;
            /** @description Of `train_options` in the catalogue */
            options?: {
                [key: string]: number | string | boolean;
            };
            /** @description Fixed options by learner */
            learner_options?: {
                [key: string]: {
                    [key: string]: number | string | boolean;
                };
            };
            /**
             * @description Whether the new version becomes the champion
             * @enum {string}
             */
            promote?: "never" | "if_better" | "always";
        };
        RunDetails: components["schemas"]["Run"] & {
            progress: components["schemas"]["RunProgress"] | null;
            /** @description What `vedette train --json` ends with */
            report: {
                [key: string]: unknown;
            } | null;
            /** @description What the run was asked for */
            parameters: components["schemas"]["RunRequest"] | null;
            cancellable: boolean;
        };
        RunProgress: {
            what: string;
            done: number;
            /** @description 0 where it is not known */
            total: number;
        };
        RunLog: {
            items: components["schemas"]["LogLine"][];
            /** @description For `after` of the next request */
            next: number;
        };
        LogLine: {
            /** Format: date-time */
            time: string;
            /** @enum {string} */
            level: "debug" | "info" | "warning" | "error";
            event: string;
        } & {
            [key: string]: unknown;
        };
        Overview: {
            models: {
                name: string;
                version: number;
                learner: string;
                /** Format: date-time */
                created_at: string;
                metrics: components["schemas"]["MainFigures"];
                drift: components["schemas"]["DriftLight"];
                predictions: {
                    total: number;
                    attacks: number;
                    rejected: number;
                };
            }[];
            traffic: {
                step_seconds: number;
                points: components["schemas"]["TrafficPoint"][];
            };
            runs: components["schemas"]["Run"][];
            datasets: {
                name: string;
                schema: string;
                rows: number;
                quarantined: number;
                complete: boolean;
            }[];
            /** @description Of the last validation of each data set */
            findings: {
                /** @enum {string} */
                severity: "warning" | "error";
                dataset: string;
                /** @description Empty where it is about the whole data set */
                column: string;
                sentence: string;
            }[];
        };
        /** @description Seconds since 1970, rows, attacks, rejected rows, requests, mean microseconds */
        TrafficPoint: [
            number,
            number,
            number,
            number,
            number,
            number
        ];
        System: {
            version: string;
            /** Format: date-time */
            started_at: string;
            uptime_seconds: number;
            pid: number;
            threads: number;
            /** @enum {string} */
            access: "open" | "accounts";
            address: string;
            store: {
                backend: string;
                server: string;
                location: string;
                degraded: string[];
            } | null;
            home: string;
            memory_bytes: number;
            open_connections: number;
            queue: {
                depth: number;
                limit: number;
            };
            models_loaded: string[];
            checks: {
                name: string;
                /** @enum {string} */
                state: "ok" | "warning" | "failed";
                detail: string;
            }[];
        };
        SelfTest: {
            passed: boolean;
            cases: {
                name: string;
                /** @enum {string} */
                state: "passed" | "failed" | "skipped";
                detail: string;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
