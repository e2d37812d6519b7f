using System.Text.Json;

namespace NhiEvents.Scenarios;

/// <summary>The day on which MFA is switched on, from the policy to the ticket, and from the approval in the ticket to the job that works again.</summary>
public sealed class SimulateMfaDayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public Task Each_owner_is_told_once_and_an_approval_in_the_ticket_lets_the_job_in_within_seconds() => RunAsync(size: 30, leastBroken: 8, leastApproved: 3);

    [Fact]
    [Trait("Set", "Full")]
    public Task The_same_with_150_identities() => RunAsync(size: 150, leastBroken: 40, leastApproved: 8);

    public void Dispose() => _folder.Dispose();

    private async Task RunAsync(int size, int leastBroken, int leastApproved)
    {
        var ran = await Simulation.HereAsync(_folder, "mfa-day", 7, "a", size);

        Assert.True((ran.ExitCode, ran.Errors) == (0, ""), ran.Output + ran.Errors);
        using var verdict = JsonDocument.Parse(File.ReadAllText(_folder["a.json"]));
        var shares = verdict.RootElement.GetProperty("findings").GetProperty("NHI101");
        Assert.Equal(0, Of(shares.GetProperty("secondsOwn"), "p50")); // under half a second, beside the log's delay and the rule's wait
        Assert.InRange(Of(shares.GetProperty("secondsByRule"), "p50"), 1, 900);
        var reactions = verdict.RootElement.GetProperty("reactions");
        Assert.Equal((0, 0), (Of(reactions, "onPeople"), Of(reactions, "writes")));
        Assert.Equal(Of(reactions, "causes"), Of(reactions, "tickets"));

        var incident = reactions.GetProperty("incident");
        Assert.InRange(Of(incident, "broken"), leastBroken, size);
        Assert.InRange(Of(incident, "owners"), 4, 7); // six teams, and the queue of those whom nobody has registered
        Assert.Equal((Of(incident, "owners"), Of(incident, "owners")), (Of(incident, "tickets"), Of(incident, "named")));
        Assert.All(["untold", "repeated", "misdirected", "notOffered", "wronglyOffered"], name => Assert.Equal(0, Of(incident, name)));

        var approvals = reactions.GetProperty("approvals");
        Assert.InRange(Of(approvals, "approved"), leastApproved, size);
        Assert.Equal(Of(approvals, "approved"), Of(approvals, "active"));
        Assert.InRange(approvals.GetProperty("secondsToActive").GetProperty("max").GetInt32(), 0, 10);
        Assert.InRange(Of(approvals, "passed"), 1, size);
        Assert.Equal(Of(approvals, "ran"), Of(approvals, "passed"));
        Assert.Equal((Of(approvals, "approved") + 1) / 2, Of(approvals, "takenBack"));
        Assert.Equal((0, 0), (Of(approvals, "others"), Of(approvals, "notRestored")));
    }

    private static int Of(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
