using System.Reflection;

namespace AuditOps.Schemas.Avro;

/// <summary>The schema files of this build, as embedded from <c>schemas/avro</c> and its <c>history</c>.</summary>
public static class SchemaFiles
{
    private const string Extension = ".avsc";

    private static readonly Lazy<IReadOnlyList<(string Name, string Json)>> Files = new(Load);

    /// <summary>Every file: its resource name and its text.</summary>
    public static IReadOnlyList<(string Name, string Json)> All => Files.Value;

    /// <summary>The text of a current schema by the name of its record.</summary>
    public static string Current(string record)
    {
        var name = $"avro/{record}{Extension}";
        foreach (var (file, json) in All)
        {
            if (string.Equals(file, name, StringComparison.Ordinal))
                return json;
        }

        throw new AvroException(AvroErrorCode.UnknownSchema, $"This build carries no schema file {name}.");
    }

    private static List<(string, string)> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var files = new List<(string, string)>();
        var names = assembly.GetManifestResourceNames();
        Array.Sort(names, StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!name.EndsWith(Extension, StringComparison.Ordinal))
                continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            files.Add((name, reader.ReadToEnd()));
        }

        return files;
    }
}
