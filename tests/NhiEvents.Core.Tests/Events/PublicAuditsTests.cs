using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Real public audit rows. They are not part of the repository; the test looks for them in <c>shared/data</c> beside the checkout.</summary>
public sealed class PublicAuditsTests
{
    private static string Data => Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));

    [Fact]
    public void Six_secrets_were_added_and_one_row_is_there_twice()
    {
        Assert.SkipUnless(Directory.Exists(Data), "the public samples are not beside this checkout (shared/data)");
        string[] files = ["azure-sentinel/training-lab/AuditLogs_Hunting.ndjson", "otrf-security-datasets/AADAuditEvents.ndjson"];

        var added = files.SelectMany(file => Splitting.Items(File.ReadAllBytes(Path.Combine(Data, file)))).Select(item => Assert.IsType<ReadResult.Change>(item.Result).Event).Where(AddsASecret).ToList();

        Assert.Equal((7, 6), (added.Count, added.DistinctBy(change => change.Key).Count()));
        Assert.All(added, change => Assert.Equal("Update application - Certificates and secrets management", change.Operation));
    }

    private static bool AddsASecret(DirectoryChanged change) => change.Targets.Any(target => target.Properties.Any(property =>
        property.Name == "KeyDescription" && Keys(property.NewValue) > Keys(property.OldValue)));

    private static int Keys(string? value) => (value ?? "").Split("KeyIdentifier=").Length;
}
