namespace AuditOps.Embedded.ClickHouse.Native;

/// <summary>The one place that names the engine's version (npm <c>@chdb/lib-linux-x64-gnu</c>).</summary>
internal static class ChdbVersion
{
    public const string Package = "26.5.3";
}
