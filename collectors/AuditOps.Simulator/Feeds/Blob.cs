namespace AuditOps.Simulator.Feeds;

/// <summary>A piece of content of the Management Activity API: records that became available together.</summary>
/// <param name="Bucket">The stretch of time it belongs to.</param>
/// <param name="Part">Its number there.</param>
/// <param name="Created">In simulated time.</param>
/// <param name="First">Number of its first record in the bucket.</param>
/// <param name="Count">Records that follow from the seed.</param>
/// <param name="Listed">From when on it is listed; a faulty service lists some later than it says they were made.</param>
/// <param name="Scripted">Records of attacks on top.</param>
internal readonly record struct Blob(long Bucket, int Part, int First, int Count, DateTime Created, DateTime Listed, int Scripted)
{
    public bool IsEmpty => Count + Scripted == 0;
}
