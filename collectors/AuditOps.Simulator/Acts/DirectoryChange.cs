using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

/// <summary>A change in the directory, by a person or an application.</summary>
internal sealed record DirectoryChange
{
    public required string Category { get; init; }

    /// <summary>As Graph says it, without the final dot that the Management API adds.</summary>
    public required string Operation { get; init; }

    /// <summary>Add, Update, Delete, Assign, Unassign.</summary>
    public required string OperationType { get; init; }

    public string LoggedBy { get; init; } = "Core Directory";

    /// <summary>Null when <see cref="App"/> did it.</summary>
    public Person? Actor { get; init; }

    public CloudApp? App { get; init; }

    public string? Address { get; init; }

    public string? UserAgent { get; init; }

    public required DirectoryTarget[] Targets { get; init; }

    /// <summary>Values are JSON inside a string, as the services send them.</summary>
    public (string Name, string? Old, string? New)[] Changes { get; init; } = [];

    public bool Failed { get; init; }
}
