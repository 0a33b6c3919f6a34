namespace AuditOps.Streams.Testing;

/// <summary>Faults drawn from a seed, each kind with its own probability. The same seed over the same calls gives the same faults.</summary>
internal sealed class SeededFaults : IFaults
{
    private readonly Random _random;
    private readonly double[] _chances = new double[Enum.GetValues<FaultKind>().Length];

    /// <param name="random">Where the draws come from.</param>
    /// <param name="scale">1 = the usual number of faults, 0 = none.</param>
    public SeededFaults(Random random, double scale)
    {
        _random = random;
        Scale = scale;
        Array.Fill(_chances, 0.01);
        this[FaultKind.ShortPoll] = 0.3;
        this[FaultKind.RebalanceUnnoticed] = 0.5;
        // Per record produced.
        this[FaultKind.AcknowledgementLost] = 0.02;
        this[FaultKind.DeliveryFailed] = this[FaultKind.ProducerDied] = 0.0015;
        // Per commit, of which a run has a few dozen.
        this[FaultKind.CommitNotDone] = this[FaultKind.CommitHalfDone] = this[FaultKind.CommitAnswerLost] = 0.04;
        this[FaultKind.CommitAborted] = this[FaultKind.CommitLostNotDone] = this[FaultKind.CommitLostDone] = 0.02;
        this[FaultKind.AbortFailed] = this[FaultKind.InitializeFailed] = this[FaultKind.CommittedFailed] = 0.15;
        this[FaultKind.ReaderFailed] = 0.03;
    }

    /// <summary>Multiplies every probability; set to 0 to let the cluster come to rest.</summary>
    public double Scale { get; set; }

    /// <summary>How often each kind has struck.</summary>
    public long[] Struck { get; } = new long[Enum.GetValues<FaultKind>().Length];

    private double this[FaultKind kind]
    {
        get => _chances[(int)kind];
        set => _chances[(int)kind] = value;
    }

    public bool Strikes(FaultKind kind)
    {
        if (Scale <= 0 || _random.NextDouble() >= _chances[(int)kind] * Scale)
            return false;
        Struck[(int)kind]++;
        return true;
    }
}
