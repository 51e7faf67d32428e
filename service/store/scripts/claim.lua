-- Hand out jobs for one lease, line after line, after taking back those whose lease has ended.
-- KEYS queue
-- ARGV p want lease_ms silence_ms most_per_line token
-- Returns {sleep_ms, {job, token, tries}*}: sleep_ms until a job is due or a lease ends, -1 if none.
local want, lease_ms, most = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[5])
local reply, now = p .. 'claim:' .. ARGV[6], server_ms()
-- The same claim sent again gets the same jobs: its first reply may have been lost on the way.
local before = redis.call('GET', reply)
if before then return cmsgpack.unpack(before) end
hear(ARGV[4], lease_ms)

if redis.call('EXISTS', lane .. GRACE) == 0 then
  local ended = redis.call('ZRANGEBYSCORE', lane .. LEASES, '-inf', now, 'LIMIT', 0, 100)
  for _, job in ipairs(ended) do
    disown(job)
    come_back(job)
  end
  if #ended > 0 then redis.call('INCRBY', lane .. 'reaped', #ended) end
end
for _, job in ipairs(redis.call('ZRANGEBYSCORE', lane .. DELAYED, '-inf', now, 'LIMIT', 0, 100)) do
  redis.call('ZREM', lane .. DELAYED, job)
  put(job, FIRST)
end

local claimed = {}
local function may_run_one_more(line)
  return (tonumber(redis.call('HGET', lane .. INFLIGHT, line)) or 0) < most
    and redis.call('EXISTS', queue_of(line)) == 1
end
local function serve(line)
  local job, token = redis.call('ZPOPMIN', queue_of(line))[1], ARGV[6] .. ':' .. #claimed + 1
  redis.call('ZREM', lane .. WAITING, job)
  redis.call('HSET', lane .. OWNERS, job, token)
  redis.call('ZADD', lane .. LEASES, now + lease_ms, job)
  redis.call('HINCRBY', lane .. INFLIGHT, line, 1)
  claimed[#claimed + 1] = {job, token, redis.call('HINCRBY', lane .. TRIES, job, 1)}
  go_to_the_end(line)
end
while #claimed < want do
  local line = redis.call('ZRANGE', lane .. READY, 0, 0)[1]
  if not line then break end
  -- One that queued work at its limit has lined up for nothing, once.
  if may_run_one_more(line) then serve(line) end
  if not may_run_one_more(line) then leave_line(line) end
end

local function in_ms(at)
  return math.max(0, tonumber(at) - now)
end
local sleep_ms = redis.call('EXISTS', lane .. READY) == 1 and 0 or -1
local function no_longer_than(ms)
  if sleep_ms < 0 or ms < sleep_ms then sleep_ms = ms end
end
local due = redis.call('ZRANGE', lane .. DELAYED, 0, 0, 'WITHSCORES')
if due[2] then no_longer_than(in_ms(due[2])) end
local ending = redis.call('ZRANGE', lane .. LEASES, 0, 0, 'WITHSCORES')
if ending[2] then no_longer_than(math.max(in_ms(ending[2]), redis.call('PTTL', lane .. GRACE))) end
local answer = {sleep_ms, claimed}
if #claimed > 0 then redis.call('SET', reply, cmsgpack.pack(answer), 'PX', lease_ms) end
return answer
