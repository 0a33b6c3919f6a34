namespace AuditOps.Embedded.Kafka.Checking;

/// <summary>Collects what a check reads and finds.</summary>
internal sealed class Findings(bool cleanStop)
{
    /// <summary>More than anybody reads; a log damaged in the middle can give one a batch.</summary>
    private const int MostListed = 10_000;

    private readonly List<CheckFault> _faults = [];
    private readonly List<string> _notes = [];

    public bool CleanStop { get; } = cleanStop;

    public int Topics { get; set; }

    public int Partitions { get; set; }

    public int Segments { get; set; }

    public long Bytes { get; set; }

    public long Batches { get; set; }

    public long Records { get; set; }

    public long Markers { get; set; }

    public long Aborted { get; set; }

    public long HighestProducerId { get; set; } = -1;

    public long FaultCount { get; private set; }

    public void Fault(FaultKind kind, string where, string what)
    {
        FaultCount++;
        if (_faults.Count < MostListed) _faults.Add(new CheckFault(kind, where, what));
    }

    public void Note(string note)
    {
        if (_notes.Count < MostListed) _notes.Add(note);
    }

    public CheckReport Report(string directory, int open, int transactionalIds, int groups) => new()
    {
        Directory = directory,
        CleanStop = CleanStop,
        Topics = Topics,
        Partitions = Partitions,
        Segments = Segments,
        Bytes = Bytes,
        Batches = Batches,
        Records = Records,
        Markers = Markers,
        AbortedTransactions = Aborted,
        OpenTransactions = open,
        TransactionalIds = transactionalIds,
        Groups = groups,
        FaultCount = FaultCount,
        Faults = _faults,
        Notes = _notes,
    };
}
