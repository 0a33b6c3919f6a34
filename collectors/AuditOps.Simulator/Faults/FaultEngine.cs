using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Generation;

namespace AuditOps.Simulator.Faults;

/// <summary>Decides which call fails how: by rules first, then by the profile, where seed and number of the call decide.</summary>
internal sealed class FaultEngine
{
    private const int QuickestSlowBody = 100;

    private readonly World _world;
    private readonly TimeProvider _time;
    private readonly long[] _counts = new long[Enum.GetValues<FaultKind>().Length];
    private FaultPlan _plan;
    private ActiveRule[] _rules = [];
    private long _number;

    public FaultEngine(World world, TimeProvider time)
    {
        _world = world;
        _time = time;
        _plan = new FaultPlan { Profile = world.Options.Faults };
    }

    /// <summary>How many calls were hit, by kind.</summary>
    public IReadOnlyDictionary<string, long> Counts => Enum.GetValues<FaultKind>().ToDictionary(kind => kind.ToString(), kind => Interlocked.Read(ref _counts[(int)kind]), StringComparer.Ordinal);

    public void Set(FaultPlan plan)
    {
        Volatile.Write(ref _plan, plan);
        Volatile.Write(ref _rules, [.. plan.Rules.Select(rule => new ActiveRule(rule))]);
        _world.DataFaults = DataFaults.Of(plan.Profile);
        foreach (var tenant in _world.Tenants)
            tenant.Withhold(plan.Withheld.FirstOrDefault(each => string.Equals(each.Key, tenant.Org.TenantId.ToString(), StringComparison.OrdinalIgnoreCase)).Value ?? []);
    }

    /// <returns>Null when the call is left alone.</returns>
    public FaultRule? Next(string path, string? tenant)
    {
        foreach (var rule in Volatile.Read(ref _rules))
        {
            if (!rule.Fits(path, tenant)) continue;
            if (rule.Rule.Rate < 1 && Draw().Unit() >= rule.Rule.Rate) continue;
            if (rule.Take()) return Counted(rule.Rule);
        }

        var profile = Volatile.Read(ref _plan).Profile;
        if (profile == FaultProfile.None) return null;
        var dice = Draw();
        if (IsStorm(profile) && dice.Chance(FaultRates.StormShare)) return Counted(new FaultRule { Kind = FaultKind.ServerError });
        var at = dice.Unit();
        var rates = FaultRates.Of(profile);
        for (var kind = 0; kind < rates.Length; kind++)
        {
            at -= rates[kind];
            if (at < 0) return Counted(new FaultRule { Kind = (FaultKind)kind, RetryAfterSeconds = 1 + dice.Below(_world.Options.LongestRetryAfter), DelayMilliseconds = QuickestSlowBody + dice.Below(1 + (int)_world.Options.LongestSlowBody.TotalMilliseconds - QuickestSlowBody) });
        }

        return null;
    }

    /// <summary>For the details of a fault.</summary>
    public Dice Draw() => new(Mix.Of(_world.Options.Seed, 0xFA, (ulong)Interlocked.Increment(ref _number)));

    private bool IsStorm(FaultProfile profile)
    {
        var stretch = (ulong)(_time.GetUtcNow().Ticks / FaultRates.StormSpan.Ticks);
        return new Dice(Mix.Of(_world.Options.Seed, 0x57, stretch)).Unit() < FaultRates.Storms(profile);
    }

    private FaultRule Counted(FaultRule rule)
    {
        Interlocked.Increment(ref _counts[(int)rule.Kind]);
        return rule;
    }
}
