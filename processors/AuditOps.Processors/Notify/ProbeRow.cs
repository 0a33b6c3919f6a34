namespace AuditOps.Processors.Notify;

/// <summary>How one target did.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Where">Where it goes, fit to be shown.</param>
/// <param name="IsGood">Whether it did well.</param>
/// <param name="Detail">The addresses, the receiver's answer, or what is wrong.</param>
public sealed record ProbeRow(string Target, string Where, bool IsGood, string Detail);
