-- Write what becomes of a delivery, if nobody else changed it since it was read, or, where a worker
-- tells of its attempt, if that still owns the job.
-- KEYS record
-- ARGV p delivery rev op token job payload payload_expires_ms status data delay_ms look_at
--      failing now failing_expires_ms
-- token is '' where no worker acts, else rev is; delay_ms is '' where no attempt follows. failing is
-- '1' when the receiver has failed, '0' when it has not, '' when that says nothing of it.
-- Returns {'written', since}, since when its line has only failed, or 0; else {'conflict'}, {'lost'}
-- or {'gone'}.
local delivery, op, token, job = ARGV[2], ARGV[4], ARGV[5], ARGV[6]
local found, failing = redis.call('HMGET', KEYS[1], 'rev', 'op', 'opener'), failing_of(job)
if not found[1] then return {'gone'} end
even_when_full() -- what has been sent is written down, or it is sent again
if found[2] ~= op then
  if token ~= '' and not lane_of_owner(job, token) then return {'lost'} end
  if token == '' and found[1] ~= ARGV[3] then return {'conflict'} end
  if ARGV[13] == '1' then
    redis.call('SET', failing, ARGV[14], 'NX')
    redis.call('PEXPIRE', failing, ARGV[15])
  elseif ARGV[13] == '0' then
    redis.call('DEL', failing)
  end
  change_status(delivery, ARGV[9])
  redis.call('HSET', KEYS[1], 'rev', found[1] + 1, 'op', op, 'data', ARGV[10])
  -- What a worker before has begun may still be under way.
  if found[3] == token then redis.call('HDEL', KEYS[1], 'open', 'opener') end
  look_again(delivery, ARGV[12])
  drop_anywhere(job, token)
  if ARGV[11] ~= '' then plan(job, ARGV[7], ARGV[8], ARGV[11]) end
end
return {'written', tonumber(redis.call('GET', failing) or 0)}
