using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Listing;

namespace NhiEvents.Core.Portal.Access;

/// <summary>Says which identities a role that is held for tags is about, as the registry tags them now.</summary>
public sealed class TagScopes(IdentityList identities)
{
    private Tagged? _tagged;

    public async Task<PortalScope> ResolveAsync(PortalScope scope, CancellationToken ct)
    {
        if (scope.SeesAll || scope.Tags.Count == 0)
        {
            return scope;
        }

        var all = await identities.ReadAllAsync(ct);
        var tagged = _tagged;
        if (tagged?.Of != all)
        {
            _tagged = tagged = new Tagged(all, all.Rows.SelectMany(row => (row.Entry.Entry.Tags ?? []).Select(tag => (Tag: tag, row.Id))).ToLookup(pair => pair.Tag, pair => pair.Id, StringComparer.OrdinalIgnoreCase));
        }

        return scope.With(scope.Tags.SelectMany(tag => tagged.ByTag[tag]).ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    private sealed record Tagged(ListSnapshot<IdentityView> Of, ILookup<string, string> ByTag);
}
