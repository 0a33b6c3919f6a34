using System.Collections.Concurrent;
using System.Globalization;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios;

/// <summary>Which attacks a tenant suffers on which day: a function of the seed. All scenarios come in turn, in an order of the tenant's own.</summary>
internal sealed class AttackPlan
{
    /// <summary>No attack lasts longer.</summary>
    private const int LongestDays = 1;

    /// <summary>Days kept at hand; each is small, and any can be made again.</summary>
    private const int MostKept = 128;

    private readonly Org _org;
    private readonly double _perDay;
    private readonly int[] _order;
    private readonly ConcurrentDictionary<long, PlannedDay> _days = new();

    public AttackPlan(Org org, double perDay)
    {
        _org = org;
        _perDay = perDay;
        var dice = new Dice(Mix.Of(org.Seed, 0xA77A));
        _order = [.. Enumerable.Range(0, ScenarioCatalog.All.Length)];
        for (var i = _order.Length - 1; i > 0; i--)
        {
            var other = dice.Below(i + 1);
            (_order[i], _order[other]) = (_order[other], _order[i]);
        }
    }

    /// <summary>Records of attacks whose event time (Graph) or availability (Management) is in the stretch.</summary>
    public void Collect(Feed feed, DateTime from, DateTime to, List<Slot> into)
    {
        if (_perDay <= 0) return;
        var back = LongestDays + (feed.IsManagement() ? (int)Math.Ceiling(Lateness.Most.TotalDays) : 0);
        for (var day = Number(from) - back; day <= Number(to); day++)
            Day(day).Collect(feed, from, to, into);
    }

    public IEnumerable<PlannedAttack> Between(DateTime from, DateTime to)
    {
        for (var day = Number(from) - LongestDays; day <= Number(to); day++)
        {
            foreach (var attack in Day(day).Attacks)
                yield return attack;
        }
    }

    private PlannedDay Day(long day)
    {
        if (_days.TryGetValue(day, out var known)) return known;
        if (_days.Count > MostKept) _days.Clear();
        return _days.GetOrAdd(day, Plan);
    }

    private PlannedDay Plan(long day)
    {
        var first = (long)Math.Floor(day * _perDay);
        var next = (long)Math.Floor((day + 1) * _perDay);
        var attacks = new PlannedAttack[next - first];
        for (var number = first; number < next; number++)
            attacks[number - first] = Attack(day, number);
        return new PlannedDay(attacks);
    }

    private PlannedAttack Attack(long day, long number)
    {
        var seed = Mix.Of(_org.Seed, 0xA77B, (ulong)number);
        var scenario = ScenarioCatalog.All[_order[number % _order.Length]];
        var start = new DateTime(day * TimeSpan.TicksPerDay, DateTimeKind.Utc).AddSeconds(new Dice(seed).Below(86_400));
        var stage = new Stage(_org, Mix.Of(seed, 1), start);
        scenario.Play(stage);
        var records = new (Feed, Slot)[stage.Events.Count];
        for (var i = 0; i < records.Length; i++)
        {
            var (time, feed, act) = stage.Events[i];
            var own = Mix.Of(seed, 2, (ulong)i);
            var dice = new Dice(own);
            records[i] = (feed, new Slot(time, time + (feed.IsManagement() ? Lateness.Management(ref dice) : Lateness.Graph(ref dice)), own, act));
        }

        return new PlannedAttack(seed.ToString("x16", CultureInfo.InvariantCulture), scenario.Name, stage.Actors, stage.Addresses, records);
    }

    private static long Number(DateTime time) => time.Ticks / TimeSpan.TicksPerDay;
}
