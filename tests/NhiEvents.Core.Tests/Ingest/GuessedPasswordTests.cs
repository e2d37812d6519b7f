using System.Text.Json.Nodes;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Tests.Events;

namespace NhiEvents.Core.Tests.Ingest;

/// <summary>Programs that know no password: somebody who guesses those of many, and a job that goes on with an old one.</summary>
public sealed class GuessedPasswordTests
{
    private const string Address = "@contoso.example";

    [Fact]
    public async Task People_whose_passwords_are_guessed_stay_people_however_long_it_lasts()
    {
        using var world = new IngestWorld();

        for (var day = 0; day < 6; day++)
        {
            await world.ReadAsync(IngestWorld.Envelope([.. Enumerable.Range(0, 20).SelectMany(person => new[] { Guess(day, $"person{person}"), AtWork(day, $"person{person}") })]));
        }

        Assert.Empty(world.PublishedEvents);
        Assert.DoesNotContain(Address, world.Ports.Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_on_leave_while_it_is_tried_twice_or_from_several_networks_stays_a_person()
    {
        using var world = new IngestWorld();

        for (var day = 0; day < 6; day++)
        {
            await world.ReadAsync(IngestWorld.Envelope(Guess(day, "elsewhere", network: 64_500 + day)));
            if (day < 2)
            {
                await world.ReadAsync(IngestWorld.Envelope(Guess(day, "twice"), Guess(day, "twice", hour: 15)));
            }
        }

        Assert.Empty(world.PublishedEvents);
    }

    [Fact]
    public async Task A_job_with_an_old_password_is_noticed_on_its_third_day_and_in_whichever_log_it_is()
    {
        using var world = new IngestWorld();
        var published = new List<int>();

        for (var day = 0; day < 4; day++)
        {
            published.Add((await world.ReadAsync(IngestWorld.Envelope(Guess(day, "nightly", interactive: day % 2 == 0)))).Published);
        }

        Assert.Equal([0, 0, 0, 1], published);
        Assert.Equal([EvidenceKinds.Known, EvidenceKinds.Unattended], Assert.Single(world.Published).Evidence);
    }

    private static byte[] Guess(int day, string who, int hour = 3, int network = 64_666, bool interactive = false) => Row(day, hour, who, 50126, interactive, "Mobile Apps and Desktop clients", (properties) =>
    {
        (properties["authenticationProtocol"], properties["userAgent"], properties["autonomousSystemNumber"]) = ("ropc", "python-requests/2.28.1", network);
        (properties["authenticationRequirement"], properties["incomingTokenType"]) = ("singleFactorAuthentication", "none");
    });

    private static byte[] AtWork(int day, string who) => Row(day, 9, who, 0, interactive: true, "Browser", properties =>
        (properties["authenticationProtocol"], properties["userAgent"]) = ("none", "Mozilla/5.0 Chrome/131.0"));

    private static byte[] Row(int day, int hour, string who, int code, bool interactive, string client, Action<JsonObject> also) => Records.With(Records.User, (record, properties) =>
    {
        record["category"] = interactive ? "SignInLogs" : "NonInteractiveUserSignInLogs";
        record["resultType"] = code.ToString(System.Globalization.CultureInfo.InvariantCulture);
        properties["id"] = $"{who}-{day}-{hour}";
        properties["createdDateTime"] = new DateTimeOffset(2026, 3, 2, hour, 0, 0, TimeSpan.Zero).AddDays(day).ToString("O");
        (properties["userId"], properties["userPrincipalName"], properties["userDisplayName"], record["identity"]) = ("id-" + who, who + Address, who, who);
        (properties["clientAppUsed"], properties["isInteractive"]) = (client, interactive);
        properties["status"]!["errorCode"] = code;
        also(properties);
    });
}
