import { execFileSync } from "node:child_process";

const asJson = `
import json, runpy
given = runpy.run_path("tests/support/manual/given/a_delivery.py")
print(json.dumps({**{k: given[k] for k in ("secret", "headers")}, "body": given["body"].decode()}))
`;
const { secret, body, headers } = JSON.parse(
  execFileSync(".venv/bin/python", ["-c", asJson], { encoding: "utf8", env: { ...process.env, PYTHONPATH: process.cwd() } }),
) as { secret: string; body: string; headers: Record<string, string> };

