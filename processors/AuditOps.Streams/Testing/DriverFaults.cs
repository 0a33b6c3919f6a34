namespace AuditOps.Streams.Testing;

/// <summary>Lets the test driver refuse the next commit, and nothing else.</summary>
internal sealed class DriverFaults : IFaults
{
    public bool RefuseCommit { get; set; }

    public bool Strikes(FaultKind kind)
    {
        if (kind != FaultKind.CommitAborted || !RefuseCommit)
            return false;
        RefuseCommit = false;
        return true;
    }
}
