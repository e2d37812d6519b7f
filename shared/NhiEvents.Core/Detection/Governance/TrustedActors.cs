using System.Collections.Frozen;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>Who may add credentials: our own rotation and the pipelines that the configuration names.</summary>
internal sealed class TrustedActors(DetectionOptions options)
{
    private readonly FrozenSet<string> _ids = options.TrustedActors.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What somebody else added.</summary>
    public IReadOnlyList<CredentialAddition> Untrusted(DirectoryChanged change) =>
        (change.Actor.Id is { } id && _ids.Contains(id)) || (change.Actor.AppId is { } app && _ids.Contains(app)) ? [] : CredentialAddition.Of(change);
}
