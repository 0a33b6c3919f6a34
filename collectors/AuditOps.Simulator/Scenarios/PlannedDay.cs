using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Scenarios;

/// <summary>All attacks that begin on one day, and their records by feed: those of the Graph logs by event time, those of the Management feeds by availability.</summary>
internal sealed class PlannedDay
{
    private readonly Slot[][] _byFeed;

    public PlannedDay(PlannedAttack[] attacks)
    {
        Attacks = attacks;
        _byFeed = new Slot[Enum.GetValues<Feed>().Length][];
        foreach (var feed in Enum.GetValues<Feed>())
        {
            var slots = attacks.SelectMany(attack => attack.Records).Where(record => record.Feed == feed).Select(record => record.Slot).ToArray();
            Array.Sort(slots, (one, other) => Key(feed, one).CompareTo(Key(feed, other)));
            _byFeed[(int)feed] = slots;
        }
    }

    public PlannedAttack[] Attacks { get; }

    /// <summary>Adds those from <paramref name="from"/> up to and without <paramref name="to"/>.</summary>
    public void Collect(Feed feed, DateTime from, DateTime to, List<Slot> into)
    {
        foreach (var slot in _byFeed[(int)feed])
        {
            var key = Key(feed, slot);
            if (key >= to) return;
            if (key >= from) into.Add(slot);
        }
    }

    private static DateTime Key(Feed feed, in Slot slot) => feed.IsManagement() ? slot.Available : slot.Time;
}
