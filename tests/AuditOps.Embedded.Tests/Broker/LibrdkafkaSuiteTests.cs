using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>librdkafka's own integration tests. Without AUDITOPS_TEST_LONG=1 the ones that need no more than a few seconds each run.</summary>
public sealed class LibrdkafkaSuiteTests
{
    /// <summary>Quick ones that together touch produce, fetch, groups, offsets, admin, idempotence, transactions and time look-ups.</summary>
    private static readonly string[] s_default =
    [
        "0001", "0005", "0008", "0011", "0012", "0013", "0022", "0031", "0036", "0039", "0040", "0044", "0052", "0054", "0056", "0057", "0073", "0090", "0130",
    ];

    private static readonly string[] s_long =
    [
        "0017", "0019", "0026", "0029", "0030", "0033", "0038", "0041", "0042", "0045", "0055", "0061", "0069", "0077", "0089", "0094", "0102", "0103", "0113", "0118", "0125", "0129", "0137",
    ];

    /// <summary>Numbers with whether the broker makes topics that are asked for: 0045 has further tests for one that does not.</summary>
    public static TheoryData<string, bool> Numbers()
    {
        var rows = new TheoryData<string, bool>();
        foreach (var number in s_default) rows.Add(number, true);
        if (!LibrdkafkaSuite.Long) return rows;
        foreach (var number in s_long) rows.Add(number, true);
        rows.Add("0045", false);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public Task Librdkafkas_own_test_passes(string number, bool autoCreate) => LibrdkafkaSuite.RunAsync(number, autoCreate: autoCreate);
}
