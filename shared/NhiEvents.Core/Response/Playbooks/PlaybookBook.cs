using NhiEvents.Contracts.Reactions;

namespace NhiEvents.Core.Response.Playbooks;

/// <summary>Playbooks in their order; checked, and proven by their own tests.</summary>
public sealed class PlaybookBook
{
    private const string Resource = "NhiEvents.Core.Response.playbooks.yaml";

    private PlaybookBook(IReadOnlyList<Playbook> playbooks) => Playbooks = playbooks;

    /// <summary>What this product ships.</summary>
    public static PlaybookBook Shipped { get; } = DataFile.LoadShipped(Resource, "playbooks.yaml", Load);

    public IReadOnlyList<Playbook> Playbooks { get; }

    /// <summary>The first that fits; null when none does.</summary>
    public Playbook? Find(PlaybookSubject subject) => Playbooks.FirstOrDefault(playbook => playbook.When.WhyNot(subject) is null);

    /// <exception cref="InvalidDataException">The file cannot be read, or every fault in it, each with its line.</exception>
    public static PlaybookBook LoadFile(string path)
    {
        try
        {
            using var yaml = File.OpenRead(path);
            return Load(yaml, path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: {unreadable.Message}", unreadable);
        }
    }

    /// <exception cref="InvalidDataException">Every fault, each with its line.</exception>
    public static PlaybookBook Load(Stream yaml, string name)
    {
        var reading = new PlaybookReading();
        using var text = new StreamReader(yaml);
        var book = new PlaybookBook(reading.Read(text));
        IReadOnlyList<string> faults = reading.Faults.Count > 0 ? reading.Faults : [.. book.FailedTests()];
        return faults.Count == 0 ? book : throw DataFile.Faulty(name, [.. faults.Select(fault => $"{name}:{fault}")]);
    }

    /// <summary>As a playbook writes it.</summary>
    public static string NameOf(ReactionKind kind) => kind switch
    {
        ReactionKind.OpenTicket => "open-ticket",
        ReactionKind.OfferException => "offer-exception",
        ReactionKind.StartRotation => "start-rotation",
        ReactionKind.HoldRotation => "hold-rotation",
        ReactionKind.DisableIdentity => "disable-identity",
        ReactionKind.RevokeSessions => "revoke-sessions",
        ReactionKind.NotifyOwner => "notify-owner",
        ReactionKind.GrantException => "grant-exception",
        ReactionKind.RemoveCredential => "remove-credential",
        ReactionKind.CallWebhook => "call-webhook",
        ReactionKind.EnableIdentity => "enable-identity",
    };

    private IEnumerable<string> FailedTests()
    {
        foreach (var playbook in Playbooks)
        {
            foreach (var test in playbook.Tests)
            {
                var found = Find(test.Given);
                if (test.Expect is null ? found == playbook : found != playbook)
                {
                    yield return $"{test.Line}: the test of '{playbook.Id}' came to '{found?.Id ?? "no playbook"}'.";
                }
                else if (test.Expect is { } expected && !expected.SequenceEqual(playbook.Do.Select(action => action.Kind)))
                {
                    yield return $"{test.Line}: the test of '{playbook.Id}' expects {string.Join(", ", expected.Select(NameOf))}; its actions are {string.Join(", ", playbook.Do.Select(action => NameOf(action.Kind)))}.";
                }
            }
        }
    }
}
