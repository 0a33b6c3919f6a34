using System.Net;

namespace AuditOps.Processors.Notify;

/// <summary>Reads the file of notifications (docs/notifications.md) and reports every fault at once.</summary>
public static class NotifyConfiguration
{
    private const int LargestFile = 4 << 20;
    private const int MostTargets = 200;

    /// <exception cref="ProcessorException">The file cannot be read or has faults; the message names all of them and no secret.</exception>
    public static NotifyOptions Load(string file)
    {
        byte[] json;
        try
        {
            if (new FileInfo(file).Length > LargestFile)
                throw new ProcessorException(ProcessorErrorCode.OptionsInvalid, $"{file} is larger than {LargestFile >> 20} MiB.");
            json = File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProcessorException(ProcessorErrorCode.OptionsInvalid, $"{file} cannot be read: {exception.Message}", exception);
        }

        return Read(json, Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    /// <param name="json">The file.</param>
    /// <param name="folder">Where relative file names start.</param>
    /// <exception cref="ProcessorException">As for <see cref="Load"/>.</exception>
    internal static NotifyOptions Read(ReadOnlySpan<byte> json, string folder)
    {
        var file = NotifyFile.Parse(json);
        var faults = new List<string>();
        var standard = new NotifyOptions();
        var named = file.Targets ?? [];
        if (named.Count > MostTargets)
            faults.Add($"at most {MostTargets} targets");
        var targets = new List<TargetOptions>();
        for (var index = 0; index < Math.Min(named.Count, MostTargets); index++)
        {
            var target = named[index] ?? new TargetFile();
            var where = target.Name is { Length: > 0 and <= 63 } name ? $"target {name}" : $"target {index + 1}";
            if (TargetReading.Read(target, where, folder, faults) is { } read)
                targets.Add(read);
        }

        var options = standard with
        {
            PublicUrl = PublicUrl(file.PublicUrl, faults),
            Allow = Allow(file.Allow, faults),
            Targets = targets,
            RetryFirst = TargetReading.Time(file.Retry?.FirstSeconds, 1, standard.RetryFirst, "retry.firstSeconds", faults),
            RetryMax = TargetReading.Time(file.Retry?.MaxSeconds, 1, standard.RetryMax, "retry.maxSeconds", faults),
            ExpireAfter = TargetReading.Time(file.Retry?.ExpireHours, 3_600, standard.ExpireAfter, "retry.expireHours", faults),
        };
        faults.AddRange(options.Validate());
        return faults.Count == 0
            ? options
            : throw new ProcessorException(ProcessorErrorCode.OptionsInvalid, $"The configuration of notifications is not usable: {string.Join("; ", faults)}.");
    }

    private static Uri? PublicUrl(string? text, List<string> faults)
    {
        if (text is null)
            return null;
        if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url))
            return url;
        faults.Add("publicUrl must be an absolute address");
        return null;
    }

    private static AddressAllowance Allow(NotifyFile.AllowFile? file, List<string> faults)
    {
        if (file is null)
            return new AddressAllowance();
        var networks = new List<IPNetwork>();
        foreach (var text in file.Networks ?? [])
        {
            if (IPNetwork.TryParse(text, out var network))
                networks.Add(network);
            else
                faults.Add($"allow.networks: '{text}' is not a network such as 10.20.0.0/16");
        }

        var hosts = new List<string>();
        foreach (var text in file.Hosts ?? [])
        {
            if (text is not null && Uri.CheckHostName(text) != UriHostNameType.Unknown)
                hosts.Add(text.TrimEnd('.'));
            else
                faults.Add($"allow.hosts: '{text}' is not the name of a host");
        }

        return new AddressAllowance { Networks = networks, Hosts = hosts, Http = file.Http };
    }
}
