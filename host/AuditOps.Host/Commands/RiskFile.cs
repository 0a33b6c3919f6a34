using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using AuditOps.Engines.Risk;

namespace AuditOps.Host.Commands;

/// <summary>How alerts add up to the risk of an actor, from a file that the stream and the API read alike.</summary>
internal static class RiskFile
{
    private const double MostHours = 366 * 24;

    /// <summary>The option of the roles that compute it.</summary>
    public static Option<string?> Option() => new("--risk")
    {
        Description = "JSON file of how alerts add up to the risk of an actor; process and api need the same: {\"scores\": [1, 5, 20, 50, 100], \"halfLifeHours\": 24, \"memoryHours\": 168, \"threshold\": 120, \"windowHours\": 24}. Default: these numbers.",
    };

    /// <returns>The defaults where no file is named.</returns>
    /// <exception cref="HostException">The file cannot be read or has faults; the message names all of them.</exception>
    public static EntityRiskOptions Load(string? file)
    {
        var standard = new EntityRiskOptions();
        if (file is null)
            return standard;
        Entry read;
        try
        {
            read = JsonSerializer.Deserialize(File.ReadAllBytes(file), RiskJson.Default.Entry) ?? new Entry();
        }
        catch (JsonException e)
        {
            throw new HostException($"the risk file {file} is not JSON of the documented form (line {e.LineNumber + 1}).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostException($"the risk file {file} cannot be read: {e.Message}", e);
        }

        var faults = new List<string>();
        var options = new EntityRiskOptions
        {
            Scores = read.Scores ?? standard.Scores,
            HalfLife = Hours("halfLifeHours", read.HalfLifeHours, standard.HalfLife, faults),
            Memory = Hours("memoryHours", read.MemoryHours, standard.Memory, faults),
            Threshold = read.Threshold ?? standard.Threshold,
            Window = Hours("windowHours", read.WindowHours, standard.Window, faults),
        };
        faults.AddRange(options.Validate());
        return faults.Count == 0 ? options : throw new HostException($"the risk file {file} is not usable: {string.Join("; ", faults)}.");
    }

    private static TimeSpan Hours(string name, double? hours, TimeSpan standard, List<string> faults)
    {
        if (hours is null)
            return standard;
        // In whole seconds, as the table's side computes.
        if (hours is > 0 and <= MostHours)
            return TimeSpan.FromSeconds(Math.Max(1, Math.Round(hours.Value * 3_600)));
        faults.Add($"{name} must lie between 0 and {MostHours}");
        return standard;
    }

    internal sealed record Entry(IReadOnlyList<double>? Scores = null, double? HalfLifeHours = null, double? MemoryHours = null, double? Threshold = null, double? WindowHours = null);
}

[JsonSerializable(typeof(RiskFile.Entry))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class RiskJson : JsonSerializerContext;
