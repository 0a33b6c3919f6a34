using Xunit;

namespace AuditOps.Tests;

/// <summary>For tests that measure the whole process: they run one after the other, when all others are through.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunsAloneCollection
{
    public const string Name = "runs alone";
}
