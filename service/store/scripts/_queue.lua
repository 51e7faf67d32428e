-- Put before every other script: the one place that knows the queue's keys.
-- p is the key prefix of the namespace, always ARGV[1].
local p = ARGV[1]
local QUEUE, LEASES, OWNERS = p .. 'queue', p .. 'leases', p .. 'owners'

local function server_ms()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

-- A job is known while it is queued or leased.
local function known(job)
  return redis.call('ZSCORE', QUEUE, job) or redis.call('HGET', OWNERS, job)
end

local function owns(job, token)
  return redis.call('HGET', OWNERS, job) == token
end

local function enqueue(job, payload, expires_ms)
  if known(job) then return 0 end
  redis.call('SET', 'arq:job:' .. job, payload, 'PX', expires_ms)
  redis.call('ZADD', QUEUE, server_ms(), job)
  redis.call('PUBLISH', p .. 'wake', job)
  return 1
end

local function disown(job)
  redis.call('HDEL', OWNERS, job)
  redis.call('ZREM', LEASES, job)
end

local function drop(job)
  disown(job)
  redis.call('ZREM', QUEUE, job)
  redis.call('DEL', 'arq:job:' .. job, 'arq:retry:' .. job)
end

local function poke(debate)
  redis.call('PUBLISH', p .. 'pokes', debate)
end

local function log_event(stream, sequence, at, event)
  redis.call('XADD', stream, sequence .. '-0', 'at', at, 'event', event)
end
