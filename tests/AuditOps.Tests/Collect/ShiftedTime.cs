namespace AuditOps.Tests.Collect;

/// <summary>The system's clock, some time ago.</summary>
internal sealed class ShiftedTime(TimeSpan shift) : TimeProvider
{
    public TimeSpan Shift => shift;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + shift;
}
