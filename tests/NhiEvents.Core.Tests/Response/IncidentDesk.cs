using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Response;
using NhiEvents.Core.Tests.Ticketing;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tickets;

namespace NhiEvents.Core.Tests.Response;

/// <summary>Incidents and the tickets that come of them: what one slice sends, the other is handed, in any order.</summary>
internal sealed partial class IncidentDesk(ResponseOptions? options = null) : IDisposable
{
    public const string Policy = "MFA for everyone";

    private readonly List<LockedMessage> _waiting = [];
    private int _taken;

    public ResponseWorld Incidents { get; } = new(options);

    public TicketWorld Tickets { get; } = new();

    private static CancellationToken Ct => CancellationToken.None;

    public Task JoinAsync(string id, string owner, long revision = 1, bool open = true, string? name = null, bool noOffer = false, string? principalName = null, Severity severity = Severity.High)
    {
        var finding = Incidents.Finding("NHI101", id, Policy, open ? FindingState.Open : FindingState.Withdrawn, severity, name ?? id, owner);
        finding = finding with { Identity = finding.Identity with { UserPrincipalName = principalName } };
        return Incidents.Causes.HandleAsync(new JoinCause(ResponseWorld.Tenant, Policy, revision, finding, owner) { NotifyOwner = true, NoOffer = noOffer }, Ct);
    }

    public async Task JoinAsync(int count, string owner)
    {
        for (var i = 0; i < count; i++)
        {
            await JoinAsync(string.Create(CultureInfo.InvariantCulture, $"{owner}-{i:00000}"), owner);
        }
    }

    /// <summary>Hands over what has been sent; what has to come later stays for the next time.</summary>
    /// <param name="random">In any order then, and some of it twice.</param>
    public async Task DeliverAsync(Random? random = null)
    {
        var sent = await Incidents.Ports.ReceivedAsync(Queues.Tickets);
        _waiting.AddRange(sent.Skip(_taken));
        _taken = sent.Count;
        var messages = _waiting.ToArray();
        _waiting.Clear();
        random?.Shuffle(messages);
        foreach (var message in messages)
        {
            var outcome = await HandAsync(message);
            if (outcome is Outcome.Later)
            {
                _waiting.Add(message);
            }
            else if (random?.Next(4) == 0)
            {
                await HandAsync(message);
            }
        }
    }

    /// <summary>Tells, delivers and writes until nothing is left.</summary>
    public async Task FinishAsync()
    {
        await Incidents.SettleAsync();
        do
        {
            await DeliverAsync();
            await Tickets.WriteAllAsync();
        }
        while (_waiting.Count > 0);
    }

    /// <summary>All texts of the tickets of an owner.</summary>
    public IReadOnlyList<string> TextsOf(string owner) =>
        [.. Tickets.System.ReadAll().Where(ticket => ticket.Owner == owner).SelectMany(ticket => (string[])[ticket.Text, .. CommentsOf(ticket)])];

    public IEnumerable<string> CommentsOf(LocalTicket ticket) => Tickets.System.ReadComments(ticket.Number).Select(comment => comment.Text);

    /// <summary>How often the tickets of an owner name each account.</summary>
    public IReadOnlyDictionary<string, int> NamedTo(string owner) =>
        TextsOf(owner).SelectMany(text => InBrackets().Matches(text)).CountBy(match => match.Groups[1].Value).ToDictionary();

    /// <summary>So many accounts of the owner <c>A</c> are named, and none twice.</summary>
    public void AssertEachOnce(int count, Func<int, string> id) => Assert.Equal(Enumerable.Range(0, count).ToDictionary(id, _ => 1), NamedTo("A"));

    public void Dispose()
    {
        Incidents.Dispose();
        Tickets.Dispose();
    }

    private async Task<Outcome> HandAsync(LockedMessage message) => message.Kind switch
    {
        OpenTicket.Kind => await Tickets.Keep.HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.OpenTicket)!, Ct),
        CommentTicket.Kind => await Tickets.Keep.HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.CommentTicket)!, Ct),
        _ => await Tickets.Keep.HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.CloseTicket)!, Ct),
    };

    [GeneratedRegex(@"^ +.* \(([^()\s]+)\)", RegexOptions.Multiline)]
    private static partial Regex InBrackets();
}
