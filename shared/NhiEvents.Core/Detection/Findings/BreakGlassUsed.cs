using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI209: somebody uses, or tries, an account that is for emergencies only.</summary>
internal static class BreakGlassUsed
{
    /// <summary>Somebody got in.</summary>
    public const string Used = "used";

    /// <summary>The password was right, and something that came after it stopped them.</summary>
    public const string Password = "password";

    /// <summary>Anything else.</summary>
    public const string Tried = "tried";

    public static FindingWords Words(FindingFacts facts) => new(
        "break-glass-used",
        facts.Cause.Way == Tried ? Severity.Low : Severity.Critical,
        facts.Cause.Way switch
        {
            Used => $"Break-glass account {facts.Name} signed in{facts.ForResources}.",
            Password => $"Somebody gave the right password of break-glass account {facts.Name} and was stopped by what came after it ({facts.Explained}).",
            _ => $"Somebody has tried to sign in as break-glass account {facts.Name} ({facts.Explained}).",
        },
        facts.Cause.Way == Tried
            ? [new Remedy("Look where it came from", ["An address of your own: somebody mistyped, or a test that nobody announced.", "Any other: the name is known outside. The account needs a password that nobody can guess, and a second factor that is not a telephone."])]
            :
            [
                new Remedy(
                    "Ask at once who has opened the envelope",
                    ["An emergency or an announced test: write down who, why and until when, and close it as agreed.", "Nobody did: end the account's sessions, replace its password and its second factor, and look at everything that it did since."]),
                new Remedy("Seal it again afterwards", ["A new password that nobody has seen, stored in two places; test the sign-in, and this alarm with it."]),
            ],
        [Standards.CloudAccounts, Standards.AccessControl, Standards.Monitoring]);
}
