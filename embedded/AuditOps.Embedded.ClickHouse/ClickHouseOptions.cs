using System.Net;

namespace AuditOps.Embedded.ClickHouse;

/// <summary>How the embedded ClickHouse runs. <see cref="Validate"/> reports every mistake at once.</summary>
public sealed record ClickHouseOptions
{
    /// <summary>Where tables live. Created when absent; one process at a time.</summary>
    public string DataDirectory { get; init; } = "";

    /// <summary>Address to listen on: an IP address or <c>localhost</c>. Default: IPv4 loopback.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port of the HTTP interface; 0 takes any free one. Default 8123, ClickHouse's own.</summary>
    public int Port { get; init; } = 8123;

    /// <summary>Who may come in. Default: <c>default</c> without a password and with full rights, which only loopback allows.</summary>
    public IReadOnlyList<ClickHouseUser> Users { get; init; } = [new("default", ClickHouseRole.Product)];

    /// <summary>Queries that run at the same time. Default 4. Readers together use at most all but one of them.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Requests that may wait for a connection before new ones get 503. Default 128.</summary>
    public int MaxWaitingRequests { get; init; } = 128;

    /// <summary>Memory the engine may use for everything, bytes. Default 3 GiB.</summary>
    public long MaxServerMemoryBytes { get; init; } = 3L << 30;

    /// <summary>Memory one query of a reader may use, bytes. Default 1 GiB.</summary>
    public long ReaderMemoryBytes { get; init; } = 1L << 30;

    /// <summary>Rows a reader's answer may have. Default 1,000,000.</summary>
    public long ReaderResultRows { get; init; } = 1_000_000;

    /// <summary>Bytes a reader's answer may have before formatting. Default 256 MiB.</summary>
    public long ReaderResultBytes { get; init; } = 256L << 20;

    /// <summary>Threads that merge parts in the background. Default 2.</summary>
    public int MergeThreads { get; init; } = 2;

    /// <summary>How long a reader's query may run. Default 30 s. The product sets <c>max_execution_time</c> itself where it wants one.</summary>
    public TimeSpan MaxExecutionTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest request body, counted after decompression, bytes. Default 256 MiB.</summary>
    public long MaxRequestBytes { get; init; } = 256L << 20;

    /// <summary>Bodies of all running and waiting requests together, bytes. Default 1 GiB.</summary>
    public long MaxRequestBytesInFlight { get; init; } = 1L << 30;

    /// <summary>Longest SQL text without insert data, bytes. Default 16 MiB.</summary>
    public int MaxQueryBytes { get; init; } = 16 << 20;

    /// <summary>How long a stop waits for running queries before it cancels them. Default 20 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Path of libchdb.so; default: <c>AUDITOPS_CHDB</c>, else the cache of the launcher.</summary>
    public string? LibraryPath { get; init; }

    internal bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Throws one exception that names every invalid option.</summary>
    public void Validate()
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(DataDirectory)) errors.Add("DataDirectory is empty");
        if (Host != "localhost" && !IPAddress.TryParse(Host, out _)) errors.Add("Host is neither an IP address nor localhost");
        if (Port is < 0 or > 65535) errors.Add("Port is not within 0..65535");
        if (Connections is < 1 or > 64) errors.Add("Connections is not within 1..64");
        if (MergeThreads is < 1 or > 64) errors.Add("MergeThreads is not within 1..64");
        if (MaxWaitingRequests < 1) errors.Add("MaxWaitingRequests is below 1");
        if (MaxServerMemoryBytes < 256L << 20) errors.Add("MaxServerMemoryBytes is below 256 MiB");
        if (ReaderMemoryBytes < 1L << 20) errors.Add("ReaderMemoryBytes is below 1 MiB");
        if (ReaderResultRows < 1 || ReaderResultBytes < 1) errors.Add("ReaderResultRows and ReaderResultBytes must be positive");
        if (MaxRequestBytes < 1024) errors.Add("MaxRequestBytes is below 1 KiB");
        if (MaxRequestBytesInFlight < MaxRequestBytes) errors.Add("MaxRequestBytesInFlight is below MaxRequestBytes");
        if (MaxQueryBytes < 1024) errors.Add("MaxQueryBytes is below 1 KiB");
        if (MaxExecutionTime < TimeSpan.FromSeconds(1)) errors.Add("MaxExecutionTime is below 1 s");
        if (StopTimeout < TimeSpan.Zero) errors.Add("StopTimeout is negative");
        AddUserErrors(errors);
        if (errors.Count > 0) throw new EmbeddedClickHouseException(ClickHouseFault.InvalidOptions, "Embedded ClickHouse options: " + string.Join("; ", errors) + ".");
    }

    private void AddUserErrors(List<string> errors)
    {
        if (Users.Count == 0) errors.Add("Users is empty");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var user in Users)
        {
            if (string.IsNullOrEmpty(user.Name) || user.Name.Contains(':', StringComparison.Ordinal)) errors.Add("a user name is empty or contains ':'");
            if (!names.Add(user.Name)) errors.Add($"user '{user.Name}' is listed twice");
            if (user.Password is not null && user.PasswordSha256 is not null) errors.Add($"user '{user.Name}' has both a password and a hash");
            if (user.PasswordSha256 is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit))) errors.Add($"the hash of user '{user.Name}' is not 64 hexadecimal digits");
            if (!user.NeedsPassword && !IsLoopback) errors.Add($"user '{user.Name}' has no password, which only a loopback Host allows");
        }
    }
}
