using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>
/// librdkafka's test 0081 of the admin requests, part by part: it stops at its first failure. In the long run also as a whole, and with clients that log in.
/// </summary>
public sealed class LibrdkafkaAdminSuiteTests
{
    private static readonly string[] s_default = ["do_test_DeleteRecords", "do_test_DescribeConfigs", "do_test_ListOffsets", "authorized operations", "do_test_CreateAcls", "do_test_AlterConfigs", "do_test_IncrementalAlterConfigs"];

    private static readonly string[] s_long =
    [
        "do_test_unclean_destroy", "do_test_CreateTopics", "do_test_DeleteTopics", "do_test_CreatePartitions", "do_test_ListConsumerGroups:", "do_test_DescribeConsumerGroups:",
        "do_test_DescribeAcls", "do_test_DeleteAcls", "do_test_UserScramCredentials", "do_test_DeleteGroups", "do_test_DeleteConsumerGroupOffsets", "do_test_AlterConsumerGroupOffsets", "do_test_ListConsumerGroupOffsets",
    ];

    public static TheoryData<string, bool> Parts()
    {
        var rows = new TheoryData<string, bool>();
        foreach (var part in s_default) rows.Add(part, false);
        if (!LibrdkafkaSuite.Long) return rows;
        foreach (var part in s_long) rows.Add(part, false);
        foreach (var part in s_default.Concat(s_long)) rows.Add(part, true);
        return rows;
    }

    public static TheoryData<string?, bool> Logins()
    {
        var rows = new TheoryData<string?, bool> { { "do_test_DescribeConsumerGroups_with_authorized_ops", false } };
        if (!LibrdkafkaSuite.Long) return rows;
        rows.Add(null, false);
        rows.Add(null, true);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public Task A_part_of_librdkafkas_own_admin_test_passes(string part, bool idempotent) => LibrdkafkaSuite.RunAsync("0081", idempotent, part: part);

    [Theory]
    [MemberData(nameof(Logins))]
    public Task Librdkafkas_own_admin_test_passes_with_clients_that_log_in(string? part, bool idempotent) => LibrdkafkaSuite.RunAsync("0081", idempotent, login: true, part: part);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Librdkafkas_own_admin_test_passes_as_a_whole(bool idempotent)
    {
        Assert.SkipUnless(LibrdkafkaSuite.Long, "AUDITOPS_TEST_LONG is not 1");
        return LibrdkafkaSuite.RunAsync("0081", idempotent);
    }
}
