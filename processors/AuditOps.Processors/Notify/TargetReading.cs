using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify;

/// <summary>Makes options of one target of the file and fetches its secrets. What it says of a fault holds no secret.</summary>
internal static class TargetReading
{
    private const string Variable = "env:";
    private const string PathOf = "file:";
    private const int LargestSecret = 64 << 10;

    /// <returns>Null when there are faults.</returns>
    public static TargetOptions? Read(TargetFile file, string where, string folder, List<string> faults)
    {
        var before = faults.Count;
        var kind = KindOf(file.Kind, Fault);
        var chatty = kind is TargetKind.Slack or TargetKind.Teams;
        var headers = new Dictionary<string, SecretText>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in file.Headers ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            if (Text(value, $"header {name}", folder, needsReference: IsTelling(name), Fault) is { } text)
                headers[name] = text;
        }

        var options = new TargetOptions
        {
            Name = file.Name ?? "",
            Kind = kind ?? TargetKind.Webhook,
            IsEnabled = file.Enabled ?? true,
            Url = Text(file.Url, "url", folder, needsReference: false, Fault),
            Secret = Text(file.Secret, "secret", folder, needsReference: true, Fault),
            PreviousSecret = Text(file.PreviousSecret, "previousSecret", folder, needsReference: true, Fault),
            Headers = headers,
            Format = FormatOf(file.Format, kind, Fault),
            Route = RouteOf(file.When, Fault),
            Authorities = Authorities(file.CaFile, folder, Fault),
            Concurrency = file.Concurrency ?? (chatty || kind == TargetKind.Syslog ? 1 : 4),
            PerMinute = file.PerMinute ?? (chatty ? 60 : 0),
            DigestAfter = file.DigestAfter ?? (chatty ? 10 : 0),
            Host = file.Host,
            Plain = file.Plain ?? false,
            Gzip = file.Gzip ?? false,
            Raw = file.Raw ?? false,
            FromBeginning = file.FromBeginning ?? false,
        };
        options = options with
        {
            Port = file.Port ?? options.Port,
            Timeout = Time(file.TimeoutSeconds, 1, options.Timeout, $"{where}: timeoutSeconds", faults),
            RetryFor = Time(file.RetryHours, 3_600, options.RetryFor, $"{where}: retryHours", faults),
            DigestWindow = Time(file.DigestMinutes, 60, options.DigestWindow, $"{where}: digestMinutes", faults),
            BatchEvents = file.BatchEvents ?? options.BatchEvents,
            BatchBytes = file.BatchBytes ?? options.BatchBytes,
            BatchAge = Time(file.BatchSeconds, 1, options.BatchAge, $"{where}: batchSeconds", faults),
        };
        return faults.Count > before ? null : options;

        void Fault(string text) => faults.Add($"{where}: {text}");
    }

    public static TimeSpan Time(double? number, double seconds, TimeSpan standard, string what, List<string> faults)
    {
        if (number is null)
            return standard;
        // A year is beyond every limit of its own and far below what the type cannot hold.
        if (number * seconds is >= 0 and <= 366 * 86_400d)
            return TimeSpan.FromSeconds(number.Value * seconds);
        faults.Add($"{what} is not a usable time");
        return standard;
    }

    /// <summary>The text itself, or what <c>env:NAME</c> or <c>file:PATH</c> leads to.</summary>
    private static SecretText? Text(string? value, string what, string folder, bool needsReference, Action<string> fault)
    {
        if (value is null)
            return null;
        string? found = null;
        if (value.StartsWith(Variable, StringComparison.Ordinal))
        {
            found = Environment.GetEnvironmentVariable(value[Variable.Length..]);
            if (string.IsNullOrEmpty(found))
                fault($"{what}: the environment variable {value[Variable.Length..]} is not set");
        }
        else if (value.StartsWith(PathOf, StringComparison.Ordinal))
        {
            found = Content(Path.Combine(folder, value[PathOf.Length..]), what, fault);
        }
        else if (needsReference)
        {
            fault($"{what} must be written as env:NAME or file:PATH, not into this file");
        }
        else
        {
            found = value;
        }

        return string.IsNullOrEmpty(found) ? null : new SecretText(found);
    }

    private static string? Content(string path, string what, Action<string> fault)
    {
        try
        {
            if (new FileInfo(path).Length <= LargestSecret && File.ReadAllText(path).TrimEnd('\r', '\n') is { Length: > 0 } text)
                return text;
            fault($"{what}: {path} is empty or larger than {LargestSecret >> 10} KiB");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault($"{what}: {path} cannot be read");
        }

        return null;
    }

    private static bool IsTelling(string header) =>
        new[] { "auth", "key", "token", "secret", "password" }.Any(word => header.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static X509Certificate2Collection? Authorities(string? file, string folder, Action<string> fault)
    {
        if (file is null)
            return null;
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(Path.Combine(folder, file));
            if (certificates.Count > 0)
                return certificates;
            fault($"caFile: {file} holds no certificate");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            fault($"caFile: {file} cannot be read as certificates in PEM");
        }

        return null;
    }

    private static TargetKind? KindOf(string? text, Action<string> fault)
    {
        switch (text)
        {
            case "webhook": return TargetKind.Webhook;
            case "slack": return TargetKind.Slack;
            case "teams": return TargetKind.Teams;
            case "siem": return TargetKind.Siem;
            case "siem-events": return TargetKind.SiemEvents;
            case "syslog": return TargetKind.Syslog;
            default:
                fault("kind must be webhook, slack, teams, siem, siem-events or syslog");
                return null;
        }
    }

    private static BodyFormat FormatOf(string? text, TargetKind? kind, Action<string> fault)
    {
        switch (text)
        {
            case null: return kind == TargetKind.SiemEvents ? BodyFormat.Ndjson : BodyFormat.Ocsf;
            case "ocsf": return BodyFormat.Ocsf;
            case "cloudevents": return BodyFormat.CloudEvents;
            case "ecs": return BodyFormat.Ecs;
            case "ndjson": return BodyFormat.Ndjson;
            case "splunk-hec": return BodyFormat.SplunkHec;
            default:
                fault("format must be ocsf, cloudevents or ecs, for siem also splunk-hec, for siem-events ndjson or splunk-hec");
                return BodyFormat.Ocsf;
        }
    }

    private static AlertRoute RouteOf(TargetFile.RouteFile? file, Action<string> fault)
    {
        var route = new AlertRoute();
        if (file is null)
            return route;
        var severity = route.Severity;
        if (file.Severity is { } text && (!Enum.TryParse(text, ignoreCase: true, out severity) || !Enum.IsDefined(severity) || char.IsAsciiDigit(text[0])))
            fault("when.severity must be informational, low, medium, high or critical");
        return route with
        {
            Severity = severity,
            Tenants = [.. (file.Tenants ?? []).Select(tenant => tenant ?? "")],
            Rules = [.. (file.Rules ?? []).OfType<string>()],
            On = file.On is null ? route.On : [.. file.On.Select(trigger => trigger ?? "")],
            Historical = file.Historical,
            Testing = file.Testing,
        };
    }
}
