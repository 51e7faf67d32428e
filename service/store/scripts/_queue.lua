-- What other scripts need of this is put before them (`scripting.linked`): the one place that knows
-- the queue's keys.
-- p is the key prefix of the namespace, always ARGV[1]; scripts that work in one lane only are given
-- that lane's.
--
-- A job is queued (in the queue of its line), delayed (until it is due), a suspect (to be tried), or
-- leased (owned by a token). A line is what takes turns: a tenant's debates, the deliveries to one receiver. Lines that
-- have queued jobs and may run one more stand in READY, by their places. Whichever is served goes to
-- its end. Whichever comes is put before the one that was served last and behind all others: nobody
-- gains by having been away, and nobody has to be remembered. WAITING holds all that is queued in a
-- lane, by when it came: for those who want to know how much that is, and how old.
local p = ARGV[1]

-- The lane that is worked in, and what each has of its own: queues that share nothing.
local lane = p
local READY, WAITING, TURN, DELAYED, SUSPECTS = 'ready', 'waiting', 'turn', 'delayed', 'suspects'
local LEASES, OWNERS, INFLIGHT, TRIES = 'leases', 'owners', 'inflight', 'tries'
local SEEN, GRACE = 'seen', 'grace'

-- Work in that lane from here on. '' is the debates'.
local function enter(name)
  lane = p .. name
end

-- A turn serves one line. It has that many places, for those who come while it lasts.
local PLACES = 65536
local FIRST = 0
-- A job broken off that often in a row may be what kills its workers, or one that ran beside it. Such
-- jobs are tried in companies: SUSPECTS holds those that wait for it, by how many may be in theirs at
-- most. Of a company that was broken off a part is tried at a time, until what kills is tried alone.
-- Only that counts as a try: what merely ran beside it does not come to its end.
local SUSPECT, MOST_IN_COMPANY, PARTS = 3, 16, 4

-- A full server refuses what takes memory, unless the script has written something before. For what
-- has to go on all the same and takes hardly any: it writes nothing.
local function even_when_full()
  redis.call('DEL', p .. 'nothing')
end

local function server_ms()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

local function line_of(job)
  return string.match(job, '^{[^}]*}([^|]*)|')
end

local function queue_of(line)
  return lane .. 'queue:' .. line
end

local function owns(job, token)
  return redis.call('HGET', lane .. OWNERS, job) == token
end

local function is_owned(job)
  return redis.call('HEXISTS', lane .. OWNERS, job) == 1
end

-- A job is known while it is queued, delayed, a suspect or leased.
local function known(job)
  return redis.call('ZSCORE', queue_of(line_of(job)), job)
    or redis.call('ZSCORE', lane .. DELAYED, job)
    or redis.call('ZSCORE', lane .. SUSPECTS, job)
    or redis.call('HGET', lane .. OWNERS, job)
end

-- Returns whether that changed anything: a line that is there stays, one without work stays out.
local function line_up(line)
  if redis.call('EXISTS', queue_of(line)) == 0 or redis.call('ZSCORE', lane .. READY, line) then
    return false
  end
  redis.call('ZADD', lane .. READY, redis.call('INCR', lane .. TURN) - PLACES, line)
  return true
end

local function leave_line(line)
  redis.call('ZREM', lane .. READY, line)
  if redis.call('EXISTS', lane .. READY) == 0 then redis.call('DEL', lane .. TURN) end
end

-- Ends the turn of a line that was served.
local function go_to_the_end(line)
  local turn = math.floor((tonumber(redis.call('GET', lane .. TURN)) or 0) / PLACES) + 1
  redis.call('SET', lane .. TURN, turn * PLACES)
  redis.call('ZADD', lane .. READY, turn * PLACES, line)
end

local function put(job, queued_at)
  redis.call('ZADD', queue_of(line_of(job)), queued_at, job)
  redis.call('ZADD', lane .. WAITING, 'NX', server_ms(), job)
  line_up(line_of(job))
end

-- The token of a claim, which says in what company it is tried: 0 when it is no suspect.
local function token_of(claim, number, company)
  return claim .. ':' .. number .. ':' .. company
end

local function company_of(token)
  return tonumber(string.match(token, ':%d+:(%d+)$')) or 0
end

-- Put back what was broken off under that token.
local function come_back(job, token)
  if (tonumber(redis.call('HGET', lane .. TRIES, job)) or 0) < SUSPECT then
    put(job, FIRST)
    return
  end
  local company = company_of(token)
  if company > 1 then redis.call('HSET', lane .. TRIES, job, SUSPECT) end
  local next_company = math.max(1, math.floor(company / PARTS))
  redis.call('ZADD', lane .. SUSPECTS, company == 0 and MOST_IN_COMPANY or next_company, job)
  redis.call('ZADD', lane .. WAITING, 'NX', server_ms(), job)
end

-- What heads WAITING and waits no more was taken by who did not know of it.
local function forget_who_waits_no_more()
  for _, job in ipairs(redis.call('ZRANGE', lane .. WAITING, 0, 9)) do
    if not known(job) or is_owned(job) then redis.call('ZREM', lane .. WAITING, job) end
  end
end

local function wake(job)
  redis.call('PUBLISH', lane .. 'wake', job)
end

-- Without `queued_at` the job goes before those that have one: it continues what has begun.
local function enqueue(job, payload, expires_ms, queued_at)
  if known(job) then
    line_up(line_of(job))
    return 0
  end
  redis.call('SET', 'arq:job:' .. job, payload, 'PX', expires_ms)
  put(job, queued_at or FIRST)
  wake(job)
  return 1
end

-- Take a job from its owner, who is told unless `token` says that it gives the job away itself.
-- Returns the owner's token.
local function disown(job, token)
  local owner, line = redis.call('HGET', lane .. OWNERS, job), line_of(job)
  if not owner then return end
  redis.call('HDEL', lane .. OWNERS, job)
  redis.call('ZREM', lane .. LEASES, job)
  if redis.call('HINCRBY', lane .. INFLIGHT, line, -1) <= 0 then
    redis.call('HDEL', lane .. INFLIGHT, line)
  end
  if line_up(line) then wake(job) end
  if owner ~= token then redis.call('PUBLISH', lane .. 'lost', job) end
  return owner
end

local function drop(job, token)
  disown(job, token)
  redis.call('ZREM', queue_of(line_of(job)), job)
  redis.call('ZREM', lane .. WAITING, job)
  redis.call('ZREM', lane .. DELAYED, job)
  redis.call('ZREM', lane .. SUSPECTS, job)
  redis.call('HDEL', lane .. TRIES, job)
  redis.call('DEL', 'arq:job:' .. job, 'arq:retry:' .. job)
  if redis.call('EXISTS', queue_of(line_of(job))) == 0 then leave_line(line_of(job)) end
end

-- A job that gets on has not killed its worker: only claims without progress count as tries.
local function progressed(job)
  redis.call('HDEL', lane .. TRIES, job)
end

-- Every worker is heard once a beat. When nobody was for so long that leases may have ended while
-- their owners could not renew them, the server was away: they are given time to.
local function hear(silence_ms, grace_ms)
  if redis.call('EXISTS', lane .. SEEN) == 0 and redis.call('EXISTS', lane .. LEASES) == 1 then
    redis.call('SET', lane .. GRACE, 1, 'PX', grace_ms)
  end
  redis.call('SET', lane .. SEEN, 1, 'PX', silence_ms)
end

-- Count a debate that goes from one status to another: all that is told of how many there are and
-- how they ended. '' is before it was accepted.
local function count_move(before, after, reason)
  redis.call('HINCRBY', p .. 'moves', before .. '|' .. after .. '|' .. reason, 1)
end

local function poke(debate)
  redis.call('PUBLISH', p .. 'pokes', debate)
end

-- No event is dated before one that it follows: answers may be stored in another order than given.
-- Returns its place and its time.
local function log_event(stream, sequence, at, event)
  local last = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
  if last and tonumber(last[2][2]) > tonumber(at) then at = last[2][2] end
  redis.call('XADD', stream, sequence .. '-0', 'at', at, 'event', event)
  return {sequence = sequence, at = at}
end
