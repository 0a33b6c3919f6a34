using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Directory;

/// <summary>The directory at a moment: it starts as the organisation was founded and changes a little every day, as the seed says.</summary>
internal sealed class DirectoryState(Org org, DateTime now)
{
    private const double TitleChanges = 0.01;
    private const double MemberChanges = 0.08;

    /// <summary>Changes are looked for this many days back; older ones belong to the founding.</summary>
    private const int Days = 30;

    private static readonly long Day = TimeSpan.TicksPerDay;

    public Org Org => org;

    public DateTime Now => now;

    public string JobTitle(Person person)
    {
        var title = person.JobTitle;
        foreach (var (_, value) in Changes((ulong)person.Index, 0x71, TitleChanges))
            title = Names.Title[value % Names.Title.Length];
        return title;
    }

    /// <summary>Null when nothing has changed since the founding.</summary>
    public DateTime? Changed(Person person) => Last(Changes((ulong)person.Index, 0x71, TitleChanges));

    /// <summary>Indexes of people; a change adds one who is not in, or removes one who is.</summary>
    public IReadOnlyList<int> Members(int group)
    {
        var members = org.Groups[group].Members;
        if (members.Length == 0) return members;
        var set = new SortedSet<int>(members);
        foreach (var (_, value) in Changes((ulong)group, 0x72, MemberChanges))
        {
            var person = value % org.People.Length;
            if (!set.Remove(person)) set.Add(person);
        }

        return [.. set];
    }

    public DateTime? Changed(int group) => org.Groups[group].Members.Length == 0 ? null : Last(Changes((ulong)group, 0x72, MemberChanges));

    /// <summary>Groups inside, at any depth, each once.</summary>
    public IReadOnlyList<int> NestedGroups(int group)
    {
        var found = new SortedSet<int>();
        var open = new Stack<int>(org.Groups[group].Nested);
        while (open.TryPop(out var next))
        {
            if (!found.Add(next)) continue;
            foreach (var inner in org.Groups[next].Nested)
                open.Push(inner);
        }

        return [.. found];
    }

    public IReadOnlyList<int> TransitivePeople(int group)
    {
        var people = new SortedSet<int>(Members(group));
        foreach (var nested in NestedGroups(group))
            people.UnionWith(Members(nested));
        return [.. people];
    }

    private List<(DateTime At, int Value)> Changes(ulong item, ulong what, double share)
    {
        var changes = new List<(DateTime, int)>();
        var last = now.Ticks / Day;
        for (var day = last - Days; day <= last; day++)
        {
            var dice = new Dice(Mix.Of(org.Seed, what, item, (ulong)day));
            if (!dice.Chance(share)) continue;
            var at = new DateTime((day * Day) + (long)(dice.Unit() * Day), DateTimeKind.Utc);
            var value = dice.Below(1 << 20);
            if (at <= now) changes.Add((at, value));
        }

        return changes;
    }

    private static DateTime? Last(List<(DateTime At, int Value)> changes) => changes.Count == 0 ? null : changes[^1].At;
}
