using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>librdkafka's own integration tests with every producer idempotent (-P). Without AUDITOPS_TEST_LONG=1 a few quick ones.</summary>
public sealed class LibrdkafkaIdempotentSuiteTests
{
    private static readonly string[] s_default = ["0005", "0011", "0057", "0090", "0103"];

    private static readonly string[] s_long =
    [
        "0001", "0008", "0012", "0013", "0017", "0022", "0031", "0036", "0039", "0040", "0044", "0052", "0054", "0056", "0073", "0129", "0130",
        "0019", "0026", "0029", "0030", "0033", "0038", "0041", "0042", "0045", "0055", "0061", "0069", "0077", "0089", "0094", "0102", "0113", "0118", "0125", "0137",
    ];

    public static TheoryData<string> Numbers() => new(LibrdkafkaSuite.Long ? s_default.Concat(s_long) : s_default);

    [Theory]
    [MemberData(nameof(Numbers))]
    public Task Librdkafkas_own_test_passes_with_idempotent_producers(string number) => LibrdkafkaSuite.RunAsync(number, idempotent: true);
}
