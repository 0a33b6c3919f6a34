using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AuditOps.Warehouse.Migrations;

/// <summary>The migrations that ship in this assembly, <c>schemas/clickhouse/NNNN_name.sql</c>, in order.</summary>
internal static class MigrationFiles
{
    public static IReadOnlyList<Migration> Load()
    {
        var assembly = typeof(MigrationFiles).Assembly;
        List<Migration> found = [];
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)))
        {
            var parts = resource.Split('.');
            var name = parts[^2];
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            found.Add(Parse(name, reader.ReadToEnd()));
        }

        found.Sort((a, b) => a.Version.CompareTo(b.Version));
        return found;
    }

    public static Migration Parse(string name, string text)
    {
        var sql = text.ReplaceLineEndings("\n");
        var version = int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture);
        return new Migration(version, name, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
    }
}
