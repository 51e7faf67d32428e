-- Hand out jobs for one lease, line after line, after taking back those whose lease has ended.
-- KEYS queue
-- ARGV p want lease_ms silence_ms most_per_line nonce try_suspects
-- try_suspects is '1' where suspects may be tried: by who has no other in hand that may kill it.
-- Returns {sleep_ms, {job, token, tries, company, payload}*}: sleep_ms until a job is due or a lease
-- ends, -1 if none; company is how many suspects are handed out with that one to be tried, 0 if it is
-- none; payload is '' where it is gone.
local want, lease_ms, most = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[5])
local reply, now = p .. 'claim:' .. ARGV[6], server_ms()
-- The same claim sent again gets the same jobs: its first reply may have been lost on the way.
local before = redis.call('GET', reply)
if before then return cmsgpack.unpack(before) end
hear(ARGV[4], lease_ms)

if redis.call('EXISTS', lane .. GRACE) == 0 then
  local ended = redis.call('ZRANGEBYSCORE', lane .. LEASES, '-inf', now, 'LIMIT', 0, 100)
  for _, job in ipairs(ended) do
    come_back(job, disown(job))
  end
  if #ended > 0 then redis.call('INCRBY', lane .. 'reaped', #ended) end
end
for _, job in ipairs(redis.call('ZRANGEBYSCORE', lane .. DELAYED, '-inf', now, 'LIMIT', 0, 100)) do
  redis.call('ZREM', lane .. DELAYED, job)
  put(job, FIRST)
end

local claimed = {}
local function hand_out(job, company)
  local token = token_of(ARGV[6], #claimed + 1, company)
  redis.call('ZREM', lane .. WAITING, job)
  local tries = lease(job, token, now + lease_ms)
  local payload = redis.call('GET', 'arq:job:' .. job) or ''
  claimed[#claimed + 1] = {job, token, tries, company, payload}
end

-- The largest companies come first: most of those who are in one get on, and few are left behind.
local function next_company()
  local found, company, taken = redis.call('ZREVRANGE', lane .. SUSPECTS, 0, 99, 'WITHSCORES'), {}, {}
  for i = 1, #found, 2 do
    local line = line_of(found[i])
    local of_line = taken[line] or 0
    if #company >= math.min(want, tonumber(found[i + 1])) then break end
    if of_line < free_places(line, most) then
      company[#company + 1], taken[line] = found[i], of_line + 1
    end
  end
  return company
end
local company = ARGV[7] == '1' and next_company() or {}
for _, job in ipairs(company) do
  redis.call('ZREM', lane .. SUSPECTS, job)
  hand_out(job, #company)
end

local function serve(line)
  hand_out(redis.call('ZPOPMIN', queue_of(line))[1], 0)
  go_to_the_end(line)
end
while #claimed < want do
  local line = redis.call('ZRANGE', lane .. READY, 0, 0)[1]
  if not line then break end
  -- One that queued work at its limit has lined up for nothing, once.
  if may_run_one_more(line, most) then serve(line) end
  if not may_run_one_more(line, most) then leave_line(line) end
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
