using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuditOps.Processors.Notify;

/// <summary>The file of notifications as it is written; <see cref="NotifyConfiguration"/> makes options of it.</summary>
internal sealed record NotifyFile
{
    public string? PublicUrl { get; init; }
    public AllowFile? Allow { get; init; }
    public RetryFile? Retry { get; init; }
    public IReadOnlyList<TargetFile?>? Targets { get; init; }

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNameCaseInsensitive = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
    };

    /// <exception cref="ProcessorException">Not JSON, or a name that means nothing; the message holds no value of the file.</exception>
    public static NotifyFile Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<NotifyFile>(json, Json) ?? new NotifyFile();
        }
        catch (JsonException exception)
        {
            // The parser's own message may quote what it read.
            throw new ProcessorException(
                ProcessorErrorCode.OptionsInvalid,
                $"The configuration of notifications is not readable at {exception.Path ?? "$"}, line {exception.LineNumber + 1}: not JSON, a property that is not known or comes twice, or a value of another type.");
        }
    }

    internal sealed record AllowFile
    {
        public IReadOnlyList<string?>? Networks { get; init; }
        public IReadOnlyList<string?>? Hosts { get; init; }
        public bool Http { get; init; }
    }

    internal sealed record RetryFile
    {
        public double? FirstSeconds { get; init; }
        public double? MaxSeconds { get; init; }
        public double? ExpireHours { get; init; }
    }
}
