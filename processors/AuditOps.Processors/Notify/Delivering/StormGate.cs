using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify.Delivering;

/// <summary>
/// Decides which messages to a target go alone and which wait to be told together. A window begins with a message; so many go alone in it, and what is more waits for its end.
/// After a window with more than that many waiting, nothing goes alone until one was calm. Each severity has windows of its own: a storm of small things holds no great one up.
/// Belongs to the worker's lock.
/// </summary>
/// <param name="after">Messages of a window that go alone; 0 for all.</param>
/// <param name="window">Length of a window.</param>
/// <param name="most">Messages that are told together at once.</param>
/// <param name="release">Lets go of one that nobody is to be told of here any more.</param>
internal sealed class StormGate(int after, TimeSpan window, int most, Action<DeliveryItem> release)
{
    private readonly Window[] _windows = [.. Enum.GetValues<AlertSeverity>().Select(static _ => new Window())];

    /// <summary>When something has to be told together at the earliest; null when nothing waits.</summary>
    public DateTimeOffset? Next => _windows.Min(static own => own.Due);

    /// <summary>Messages that wait here.</summary>
    public int Count => _windows.Sum(static own => own.Waiting.Count);

    /// <summary>Whether the message may go alone now; if not it is kept here.</summary>
    public bool Admits(DeliveryItem item, DateTimeOffset now)
    {
        // Who asks for a message by hand waits for that one.
        if (after == 0 || item.Planned.Round > 0 || item.Planned.Trigger == DeliveryTriggers.Test)
            return true;
        var own = _windows[(int)item.Planned.Severity];
        if (own.Waiting.Count == 0 && now >= own.End)
            own.Begin(now + window, isStorm: false);
        if (!item.IsGathered && (item.Attempt > 0 || (!own.IsStorm && own.Alone < after)))
        {
            // What failed before was counted then.
            own.Alone += item.Attempt > 0 ? 0 : 1;
            return true;
        }

        item.IsGathered = true;
        own.Wait(item);
        return false;
    }

    /// <summary>What is to be told together now, the worst first; empty when nothing is.</summary>
    public IReadOnlyList<DeliveryItem> Take(DateTimeOffset now)
    {
        for (var severity = _windows.Length - 1; severity >= 0; severity--)
        {
            var own = _windows[severity];
            if (own.Due > now || own.Due is null)
                continue;
            var due = new List<DeliveryItem>();
            foreach (var item in own.TakeAll())
            {
                if (item.IsFinished || item.Partition.IsClosing)
                    release(item);
                else if (item.DueAt <= now && due.Count < most)
                    due.Add(item);
                else
                    own.Wait(item);
            }

            own.Told += due.Count;
            // What is left over goes with the next message, without waiting for another window.
            if (own.Waiting.Count == 0)
                own.Begin(now + window, isStorm: own.Told > after);
            if (due.Count > 0)
                return due;
        }

        return [];
    }

    private sealed class Window
    {
        public DateTimeOffset End { get; private set; }

        /// <summary>When what waits has to be looked at; null when nothing waits.</summary>
        public DateTimeOffset? Due { get; private set; }
        public bool IsStorm { get; private set; }
        public int Alone { get; set; }
        public int Told { get; set; }
        public List<DeliveryItem> Waiting { get; private set; } = [];

        public void Begin(DateTimeOffset end, bool isStorm) => (End, IsStorm, Alone, Told) = (end, isStorm, 0, 0);

        public void Wait(DeliveryItem item)
        {
            // What was told together and failed comes back at its own time.
            var due = item.Attempt > 0 || item.DueAt > End ? item.DueAt : End;
            if (Due is null || due < Due)
                Due = due;
            Waiting.Add(item);
        }

        public List<DeliveryItem> TakeAll()
        {
            var all = Waiting;
            (Waiting, Due) = ([], null);
            return all;
        }
    }
}
