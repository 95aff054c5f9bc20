PRAGMA user_version = 2;
PRAGMA application_id = 1835692916;
BEGIN TRANSACTION;
CREATE TABLE identities (
            mark TEXT NOT NULL,
            relation TEXT NOT NULL,
            about TEXT NOT NULL,
            PRIMARY KEY (mark, relation, about)
        );
INSERT INTO "identities" VALUES('token:0f1e2d3c4b5a69788796a5b4c3d2e1f0','user','6f1c5b1e-8d0e-4b7e-9d3c-2a1b0c9d8e7f');
INSERT INTO "identities" VALUES('token:00112233445566778899aabbccddeeff','same','token:0f1e2d3c4b5a69788796a5b4c3d2e1f0');
CREATE TABLE jobs (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            created_at TEXT NOT NULL,
            service TEXT NOT NULL,
            state TEXT NOT NULL,
            action TEXT NOT NULL,
            prompt TEXT NOT NULL,
            task_id TEXT NOT NULL,
            image_id TEXT NOT NULL,
            parent_image_id TEXT NOT NULL,
            mask TEXT,
            file TEXT NOT NULL,
            starred INTEGER NOT NULL DEFAULT 0,
            record TEXT NOT NULL
        );
INSERT INTO "jobs" VALUES(1,'00000000000000000000000000000001','2026-11-22T12:01:00+00:00','sandbox','finished','generate','a quiet lake --ar 16:9','t1','1574141813957066801','',NULL,'3f/3fab.png',1,'{"request":{"prompt":"a quiet lake --ar 16:9","action":"generate","image_id":null,"mask":null,"callback_url":null,"asynchronous":false,"mode":null,"timeout":null,"split_images":false,"translation":false,"version":null,"quality":null,"hd":false,"style_reference":false,"moodboard":false},"lineage":null,"id":"00000000000000000000000000000001","created_at":"2026-11-22T12:01:00Z","state":"finished","progress":100,"task_id":"t1","preview":null,"picture":{"image_id":"1574141813957066801","url":"u","size":[1,1],"raw_url":"r","raw_size":[2,2],"actions":["upscale1"],"task_id":"task","is_grid":true,"sub_image_urls":[]},"error":null,"next_try":null,"file":"3f/3fab.png","service":"sandbox","starred":false,"answer":"","account":""}');
INSERT INTO "jobs" VALUES(2,'00000000000000000000000000000002','2026-11-22T12:02:00+00:00','api.acedata.cloud','unknown','variation_region','a quiet lake','','','1574141813957066801','sha256:d9cae0dbdbf078b2020e2abe5fcd74bc1edba83c35f6b8a86d638ed9b8d3d1f9','',0,'{"request":{"prompt":"a quiet lake","action":"variation_region","image_id":"1574141813957066801","mask":"sha256:d9cae0dbdbf078b2020e2abe5fcd74bc1edba83c35f6b8a86d638ed9b8d3d1f9","callback_url":null,"asynchronous":false,"mode":null,"timeout":null,"split_images":false,"translation":false,"version":null,"quality":null,"hd":false,"style_reference":false,"moodboard":false},"lineage":{"parent":{"image_id":"1574141813957066801","url":"u","size":[1,1],"raw_url":"r","raw_size":[2,2],"actions":["upscale1"],"task_id":"task","is_grid":true,"sub_image_urls":[]},"action":"variation_region","quadrant":null},"id":"00000000000000000000000000000002","created_at":"2026-11-22T12:02:00Z","state":"unknown","progress":0,"task_id":"","preview":null,"picture":null,"error":{"kind":"ConnectionLost","message":"The connection was lost.","trace_id":"","task_id":"t2"},"next_try":null,"file":"","service":"api.acedata.cloud","starred":false,"answer":"","account":"token:0f1e2d3c4b5a69788796a5b4c3d2e1f0"}');
INSERT INTO "jobs" VALUES(3,'00000000000000000000000000000003','2026-11-22T12:03:00+00:00','sandbox','queued','generate','山の湖 🏔','','','',NULL,'',0,'{"request":{"prompt":"山の湖 🏔","action":"generate","image_id":null,"mask":null,"callback_url":null,"asynchronous":false,"mode":null,"timeout":null,"split_images":false,"translation":false,"version":null,"quality":null,"hd":false,"style_reference":false,"moodboard":false},"lineage":null,"id":"00000000000000000000000000000003","created_at":"2026-11-22T12:03:00Z","state":"queued","progress":0,"task_id":"","preview":null,"picture":null,"error":null,"next_try":null,"file":"","service":"sandbox","starred":false,"answer":""}');
CREATE TABLE masks (hash TEXT PRIMARY KEY, mask TEXT NOT NULL);
INSERT INTO "masks" VALUES('sha256:d9cae0dbdbf078b2020e2abe5fcd74bc1edba83c35f6b8a86d638ed9b8d3d1f9','QUJD');
CREATE TABLE steps (
            id INTEGER PRIMARY KEY,
            job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            at TEXT NOT NULL,
            state TEXT NOT NULL,
            progress INTEGER NOT NULL,
            answer BLOB NOT NULL
        );
INSERT INTO "steps" VALUES(1,'00000000000000000000000000000001','2026-11-22T12:30:00.000000+00:00','queued',0,X'');
INSERT INTO "steps" VALUES(2,'00000000000000000000000000000001','2026-11-22T12:30:00.000000+00:00','sent',0,X'');
INSERT INTO "steps" VALUES(3,'00000000000000000000000000000001','2026-11-22T12:30:00.000000+00:00','running',40,X'7B2270726F6772657373223A34307D');
INSERT INTO "steps" VALUES(4,'00000000000000000000000000000001','2026-11-22T12:30:00.000000+00:00','fetching',100,X'7B2270726F6772657373223A3130307D');
INSERT INTO "steps" VALUES(5,'00000000000000000000000000000001','2026-11-22T12:30:00.000000+00:00','finished',100,X'7B2270726F6772657373223A3130307D');
INSERT INTO "steps" VALUES(6,'00000000000000000000000000000002','2026-11-22T12:30:00.000000+00:00','queued',0,X'');
INSERT INTO "steps" VALUES(7,'00000000000000000000000000000002','2026-11-22T12:30:00.000000+00:00','unknown',0,X'');
INSERT INTO "steps" VALUES(8,'00000000000000000000000000000003','2026-11-22T12:30:00.000000+00:00','queued',0,X'');
CREATE INDEX jobs_by_image ON jobs (image_id);
CREATE INDEX jobs_by_parent ON jobs (parent_image_id);
CREATE INDEX jobs_by_file ON jobs (file);
CREATE INDEX steps_by_job ON steps (job_id);
COMMIT;
