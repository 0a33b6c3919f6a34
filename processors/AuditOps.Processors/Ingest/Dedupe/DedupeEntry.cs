using System.Runtime.InteropServices;

namespace AuditOps.Processors.Ingest.Dedupe;

/// <summary>What is remembered of one id, 56 bytes: its latest version, and its place in a hash chain and in its tenant's list.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DedupeEntry
{
    public UInt128 Key;
    public DedupeVersion Version;

    /// <summary>Number of the tenant in <see cref="DedupeIndex"/>; -1 marks a free slot.</summary>
    public int Tenant;

    /// <summary>Next entry of the hash chain, or of the free list; -1 ends it.</summary>
    public int NextInChain;

    /// <summary>Neighbours in the tenant's list, oldest first; -1 at the ends.</summary>
    public int Older;

    /// <inheritdoc cref="Older"/>
    public int Newer;

    /// <summary>Written since the last commit.</summary>
    public bool IsDirty;
}
