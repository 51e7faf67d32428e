-- Store a debate, what it brings with it of a ledger, its first event, its first job and the reply to
-- repeat: one step.
-- KEYS spec state responses events index_all index_status checks index_queued index_running
--      index_summarizing [idempotency]
-- ARGV p member debate spec state status round at event check_at job payload payload_expires_ms
--      reply reply_expires_ms deadline most_active (field response)*
-- most_active is '' where any number may be at work.
-- Returns {'created'}, {'replayed', reply} or {'full'}. The same debate again is the same request
-- again.
local member, debate, at = ARGV[2], ARGV[3], ARGV[8]
if redis.call('EXISTS', KEYS[1]) == 1 then return {'created'} end
local idempotency, most_active = KEYS[11], tonumber(ARGV[17])
local reply = idempotency and redis.call('GET', idempotency)
if reply then return {'replayed', reply} end
if most_active then
  local active = 0
  for i = 8, 10 do active = active + redis.call('ZCARD', KEYS[i]) end
  if active >= most_active then return {'full'} end
end
if idempotency then redis.call('SET', idempotency, ARGV[14], 'PX', ARGV[15]) end
redis.call('SET', KEYS[1], ARGV[4])
redis.call('HSET', KEYS[2], 'rev', 1, 'status', ARGV[6], 'round', ARGV[7], 'job', ARGV[11],
  'op', '', 'deadline', ARGV[16], 'counted', 1, 'data', ARGV[5])
count_move('', ARGV[6], '')
for i = 18, #ARGV, 2 do redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1]) end
log_event(KEYS[4], 1, at, ARGV[9])
redis.call('ZADD', KEYS[5], 0, debate)
redis.call('ZADD', KEYS[6], 0, debate)
redis.call('ZADD', KEYS[7], ARGV[10], member)
enqueue(ARGV[11], ARGV[12], ARGV[13], server_ms())
return {'created'}
