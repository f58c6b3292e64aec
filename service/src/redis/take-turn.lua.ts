/**
 * `takeTurn` of the domain in Redis, by its clock, so that the tasks of the service share one limit.
 * KEYS[1]: the caller; ARGV: limit, period in ms. Gives allowed, remaining, retry after ms, reset ms.
 */
export const TAKE_TURN = `
local limit, period = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local turn = period / limit
local before = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
local after = before + turn
local allowed = after - now <= period
local spent = allowed and after or before
if allowed then
  redis.call('SET', KEYS[1], string.format('%.0f', spent), 'PX', math.ceil((spent - now) / 1000))
end
local room = period - (spent - now)
local wait = (allowed and room >= turn) and 0 or math.ceil((turn - room) / 1000)
return {allowed and 1 or 0, math.floor(room / turn + 0.000001), wait, math.ceil((spent - now) / 1000)}
`;
