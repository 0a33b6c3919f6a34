using System.Text.Json.Nodes;

namespace AuditOps.Simulator.Directory;

/// <summary>A resource as Graph shows it, and when it changed last.</summary>
internal sealed record DirectoryObject(JsonObject Json, DateTime? Changed = null);
