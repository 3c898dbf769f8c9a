import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ApiError, invalid, notFound } from '../errors/apiError.ts';
import { type Answer, type Call, Reply, type Route } from '../http/call.ts';
import { parseMultipart } from '../http/multipart.ts';
import { parseJsonBody } from '../http/readBody.ts';
import { insertJob } from '../jobs/insertJob.ts';
import type { Runner } from '../jobs/runner.ts';
import type { JobConfiguration } from '../rest/resources.ts';
import type { StubContext } from '../state/context.ts';
import { jobResource } from '../state/jobResource.ts';

const PATH = '/upload/projects/:projectId/jobs';

interface Upload {
  metadata: Record<string, unknown>;
  projectId: string;
  file: string;
}

/** Files that come with the request: in one piece with the job, or piece by piece. https://cloud.google.com/bigquery/docs/reference/api-uploads */
export function uploadRoutes(context: StubContext, runner: Runner): Route[] {
  const uploads = new Map<string, Upload>();

  async function newFile(): Promise<string> {
    await mkdir(context.uploadDir, { recursive: true });
    return path.join(context.uploadDir, randomUUID());
  }

  async function insert({ metadata, projectId, file }: Upload): Promise<object> {
    const configuration = metadata['configuration'] as JobConfiguration | undefined;
    if (!configuration?.load) throw new ApiError(400, 'required', 'Required parameter is missing: configuration.load');
    const jobReference = metadata['jobReference'] as { jobId?: string; location?: string } | undefined;
    try {
      const job = await insertJob({ projectId, configuration, jobReference, upload: file }, context, runner);
      void job.done.then(() => rm(file, { force: true }));
      return jobResource(job.record);
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
  }

  async function begin(call: Call): Promise<Answer> {
    const { params, query, headers, raw } = call;
    const projectId = params['projectId'] ?? '';
    switch (query.get('uploadType')) {
      case 'multipart': {
        const { metadata, media } = parseMultipart(raw, headers['content-type'] ?? '');
        const file = await newFile();
        await writeFile(file, media);
        return insert({ metadata, projectId, file });
      }
      case 'resumable': {
        const id = randomUUID();
        const file = await newFile();
        await writeFile(file, '');
        uploads.set(id, { metadata: parseJsonBody(raw), projectId, file });
        const location = `http://${headers.host}/upload/bigquery/v2/projects/${encodeURIComponent(projectId)}/jobs?uploadType=resumable&upload_id=${id}`;
        return new Reply(200, { location, 'x-guploader-uploadid': id });
      }
      default:
        throw invalid('uploadType has to be multipart or resumable.');
    }
  }

  async function resume({ query, headers, raw }: Call): Promise<Answer> {
    const id = query.get('upload_id') ?? '';
    const upload = uploads.get(id);
    if (!upload) throw notFound(`Not found: Upload ${id}`);
    const range = parseRange(headers['content-range']);
    const { size } = await stat(upload.file);
    // A piece that was received before its answer was lost is sent again.
    if (raw.length > 0) await appendFile(upload.file, raw.subarray(Math.max(size - range.start, 0)));
    const received = (await stat(upload.file)).size;
    if (range.total === undefined || received < range.total) {
      return new Reply(308, received > 0 ? { range: `bytes=0-${received - 1}` } : {});
    }
    uploads.delete(id);
    return insert(upload);
  }

  return [
    { method: 'POST', path: PATH, handle: begin },
    { method: 'PUT', path: PATH, handle: resume },
  ];
}

interface ContentRange {
  start: number;
  /** Undefined while the sender does not know it. */
  total: number | undefined;
}

/** `bytes 0-99/100`, `bytes 0-99/*`, and `bytes *\/100` for a question; without a header the piece is all. */
function parseRange(header: string | undefined): ContentRange {
  if (header === undefined) return { start: 0, total: 0 };
  const [, start, total = '*'] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(header) ?? [];
  if (!/^bytes /.test(header)) throw invalid(`Invalid Content-Range: ${header}`);
  return { start: Number(start ?? 0), total: total === '*' ? undefined : Number(total) };
}
