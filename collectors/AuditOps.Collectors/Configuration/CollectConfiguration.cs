using AuditOps.Collectors.Notifications;
using AuditOps.Schemas.Topics;

namespace AuditOps.Collectors.Configuration;

/// <summary>What is collected, checked. Read with <see cref="Load"/>, which reports every fault at once.</summary>
public sealed record CollectConfiguration
{
    public const int MostTenants = 10_000;
    private const int LargestFile = 16 << 20;

    public required IReadOnlyList<TenantOptions> Tenants { get; init; }

    public required LimitOptions Limits { get; init; }

    /// <summary>Null = the services are only polled.</summary>
    public NotificationOptions? Notifications { get; init; }

    /// <exception cref="CollectorsException">The file cannot be read or has faults; the message names all of them and no secret.</exception>
    public static CollectConfiguration Load(string file)
    {
        byte[] json;
        try
        {
            if (new FileInfo(file).Length > LargestFile) throw new CollectorsException(CollectorsErrorCode.BadOptions, $"{file} is larger than {LargestFile >> 20} MiB.");
            json = File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CollectorsException(CollectorsErrorCode.BadOptions, $"{file} cannot be read: {exception.Message}", exception);
        }

        return From(CollectFile.Parse(json), Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    /// <param name="folder">Where relative file names of the configuration start.</param>
    internal static CollectConfiguration From(CollectFile file, string folder)
    {
        var faults = new List<string>();
        var limits = file.Limits ?? new LimitOptions();
        faults.AddRange(limits.Validate());
        if (file.Windows is { } shared) faults.AddRange(shared.Validate("Windows"));
        var tenants = new List<TenantOptions>();
        var named = (file.Tenants ?? []).OfType<TenantFile>().ToList();
        if (named.Count < file.Tenants?.Count) faults.Add("an entry of Tenants is null");
        if (named.Count == 0) faults.Add("name at least one tenant in Tenants");
        if (named.Count > MostTenants) faults.Add($"at most {MostTenants} tenants");
        for (var index = 0; index < named.Count; index++)
        {
            var where = named[index].Name is { Length: > 0 and <= TenantKey.MaxLength } name ? $"tenant {name}" : $"tenant {index + 1}";
            if (TenantReading.Read(named[index], where, file.Windows ?? new WindowOptions(), folder, faults) is { } tenant) tenants.Add(tenant);
        }

        foreach (var twice in tenants.GroupBy(tenant => tenant.Name, StringComparer.Ordinal).Where(group => group.Count() > 1)) faults.Add($"tenant {twice.Key} is named {twice.Count()} times");
        foreach (var twice in tenants.GroupBy(tenant => (tenant.TenantId, tenant.Endpoints.Graph)).Where(group => group.Select(tenant => tenant.Name).Distinct(StringComparer.Ordinal).Count() > 1))
            faults.Add($"{string.Join(" and ", twice.Select(tenant => tenant.Name))} have the same TenantId: everything would be collected twice");
        if (file.Notifications is { } notifications) faults.AddRange(notifications.Validate([.. named.Select(tenant => tenant.Name ?? "")]));
        if (faults.Count > 0) throw new CollectorsException(CollectorsErrorCode.BadOptions, string.Join("; ", faults) + ".");
        return new CollectConfiguration { Tenants = tenants, Limits = limits, Notifications = file.Notifications };
    }
}
