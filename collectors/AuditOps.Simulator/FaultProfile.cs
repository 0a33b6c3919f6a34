namespace AuditOps.Simulator;

/// <summary>How badly the simulated services behave by themselves; more can be asked for on demand.</summary>
public enum FaultProfile
{
    /// <summary>Every call is answered at once, every record is well-formed. Records still arrive late, as the real services' do.</summary>
    None,

    /// <summary>What a healthy tenant sees in a bad week: some throttling, a few server errors, some duplicates.</summary>
    Mild,

    /// <summary>Everything at once, far more often than in reality.</summary>
    Worst,
}
