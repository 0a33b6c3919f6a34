using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;
using AuditOps.Simulator.Scenarios;

namespace AuditOps.Simulator.Feeds;

/// <summary>
/// All records of one tenant, made when asked for and kept nowhere: each stretch of time ("bucket") of each feed is a function of the seed.
/// The Graph logs are cut by event time, because they are asked for by it; the Management content is cut by the time it becomes available, for the same reason.
/// </summary>
internal sealed class TenantFeeds(Org org, SimulatedClock clock, int eventsPerDay, Func<DataFaults> faults, AttackPlan attacks)
{
    /// <summary>Of a Graph log's buckets.</summary>
    public static readonly TimeSpan GraphSpan = TimeSpan.FromMinutes(5);

    /// <summary>What the service puts into one blob at most.</summary>
    private const int MostInBlob = 400;

    /// <summary>What a blob holds on average in a busy feed.</summary>
    private const double UsualInBlob = 150;

    /// <summary>All divide an hour.</summary>
    private static readonly int[] Spans = [10, 30, 60, 120, 300];

    public Org Org => org;

    public SimulatedClock Clock => clock;

    public DataFaults Faults => faults();

    public long GraphBucket(DateTime time) => time.Ticks / GraphSpan.Ticks;

    /// <summary>The bucket of a Graph log, oldest first, whether or not its records are available yet.</summary>
    public List<Slot> GraphSlots(Feed feed, long bucket)
    {
        var start = new DateTime(bucket * GraphSpan.Ticks, DateTimeKind.Utc);
        var seed = Mix.Of(org.Seed, 0x67, (ulong)feed, (ulong)bucket);
        var dice = new Dice(seed);
        var count = Count(feed, start, GraphSpan, ref dice);
        var slots = new List<Slot>(count);
        for (var i = 0; i < count; i++)
        {
            var time = start.AddTicks((long)(dice.Unit() * GraphSpan.Ticks));
            slots.Add(new Slot(time, time + Lateness.Graph(ref dice), Mix.Of(seed, (ulong)i), null));
        }

        attacks.Collect(feed, start, start + GraphSpan, slots);
        slots.Sort(SlotOrder.Instance);
        return slots;
    }

    /// <summary>Seconds of one bucket of a Management feed: short for busy tenants, so that blobs stay small; a minute where little happens, so that it is seen soon.</summary>
    public TimeSpan ManagementSpan(Feed feed)
    {
        var perSecond = eventsPerDay * feed.Share() / 86_400;
        if (perSecond < 0.05) return TimeSpan.FromSeconds(60);
        foreach (var seconds in Spans)
        {
            if (seconds * perSecond >= UsualInBlob) return TimeSpan.FromSeconds(seconds);
        }

        // Slow feeds of a small tenant: fresh rather than full.
        return TimeSpan.FromSeconds(perSecond * Spans[^1] < UsualInBlob / 4 ? 60 : Spans[^1]);
    }

    public long ManagementBucket(Feed feed, DateTime simulated) => simulated.Ticks / ManagementSpan(feed).Ticks;

    /// <summary>The blobs of a bucket, in no order of time.</summary>
    public List<Blob> Blobs(Feed feed, long bucket)
    {
        var span = ManagementSpan(feed);
        var start = new DateTime(bucket * span.Ticks, DateTimeKind.Utc);
        var dice = new Dice(Mix.Of(org.Seed, 0x6D, (ulong)feed, (ulong)bucket));
        var count = Count(feed, start, span, ref dice);
        var blobs = new List<Blob>();
        var scripted = Scripted(feed, start, span).Count;
        if (count + scripted == 0) return blobs;
        var parts = Math.Max(1, (count + MostInBlob - 1) / MostInBlob);
        var lateShare = faults().ListedLate;
        for (var part = 0; part < parts; part++)
        {
            var first = (int)((long)count * part / parts);
            var created = start.AddMilliseconds((long)(dice.Unit() * span.TotalMilliseconds));
            var late = dice.Unit();
            var minutes = dice.Between(1, 10);
            blobs.Add(new Blob(bucket, part, first, (int)((long)count * (part + 1) / parts) - first, created, late < lateShare ? created.AddMinutes(minutes) : created, part == 0 ? scripted : 0));
        }

        return blobs;
    }

    /// <summary>The records of one blob that belong there; repetitions are added by whoever serves it.</summary>
    public List<Slot> BlobSlots(Feed feed, in Blob blob)
    {
        var slots = new List<Slot>(blob.Count);
        var seed = Mix.Of(org.Seed, 0x6E, (ulong)feed, (ulong)blob.Bucket);
        for (var i = 0; i < blob.Count; i++)
        {
            var own = Mix.Of(seed, (ulong)(blob.First + i));
            var dice = new Dice(own);
            slots.Add(new Slot(blob.Created - Lateness.Management(ref dice), blob.Created, own, null));
        }

        if (blob.Scripted == 0) return slots;
        var span = ManagementSpan(feed);
        foreach (var slot in Scripted(feed, new DateTime(blob.Bucket * span.Ticks, DateTimeKind.Utc), span))
            slots.Add(slot with { Available = blob.Created });
        // Among the others, wherever chance puts them.
        slots.Sort(static (one, other) => one.Seed.CompareTo(other.Seed));
        return slots;
    }

    /// <summary>Whether a record of an attack can be fetched by then.</summary>
    public bool IsExposed(Feed feed, Slot slot, DateTime now)
    {
        if (!feed.IsManagement()) return slot.Time >= clock.Start && slot.Available <= now;
        var blob = Blobs(feed, ManagementBucket(feed, slot.Available) + 1).Find(static each => each.Scripted > 0);
        return blob.Scripted > 0 && blob.Listed <= now && blob.Created >= clock.Start;
    }

    /// <summary>Records of attacks that a bucket carries: those that became available during the one before, so that no blob is older than what it holds.</summary>
    private List<Slot> Scripted(Feed feed, DateTime start, TimeSpan span)
    {
        var slots = new List<Slot>();
        attacks.Collect(feed, start - span, start, slots);
        return slots;
    }

    private int Count(Feed feed, DateTime start, TimeSpan span, ref Dice dice)
    {
        var mean = eventsPerDay * feed.Share() * (span / TimeSpan.FromDays(1)) * org.ActivityAt(start + (span / 2));
        // Between 60 and 140 percent of what is usual then.
        return (int)Math.Floor((mean * dice.Between(0.6, 1.4)) + dice.Unit());
    }
}
