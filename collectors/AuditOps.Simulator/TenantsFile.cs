using System.Text.Json;

namespace AuditOps.Simulator;

/// <summary>
/// The list of tenants a collector is pointed at, in the collectors' own configuration format, and beside it (<c>FILE.control</c>) the address and key of the
/// control surface, which collectors must not have. Both hold secrets: only the owner may read them.
/// </summary>
public static class TenantsFile
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    public static void Write(SimulatorServer server, string path)
    {
        var tenants = server.Tenants.Select(tenant => new
        {
            tenant.Name,
            tenant.TenantId,
            tenant.ClientId,
            tenant.ClientSecret,
            Cloud = "custom",
            LoginEndpoint = server.BaseAddress,
            GraphEndpoint = server.BaseAddress,
            ManagementEndpoint = server.BaseAddress,
            Sources = new[] { "all" },
        });
        WriteOwn(path + ".control", new { Address = server.BaseAddress, server.ControlKey });
        WriteOwn(path, new { Tenants = tenants });
    }

    /// <summary>Appears whole or not at all.</summary>
    private static void WriteOwn(string path, object content)
    {
        var temporary = path + ".tmp";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(temporary, options))
            JsonSerializer.Serialize(stream, content, Options);
        File.Move(temporary, path, overwrite: true);
    }
}
