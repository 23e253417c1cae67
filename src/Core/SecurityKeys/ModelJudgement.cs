using Sallyport.Core.SecurityKeys.Attestations;

namespace Sallyport.Core.SecurityKeys;

/// <summary>7.1 steps 23 and 24, and KEY-7: who made the key, can it be believed, and does the account want such keys.</summary>
internal sealed class ModelJudgement
{
    private readonly KeyRule rule;
    private readonly Guid aaguid;
    private readonly KeyModel? model;
    private readonly bool hasPath;

    public ModelJudgement(Ceremony ceremony, KeyRule rule, TrustAnchors anchors, Guid aaguid, Attested.Proved proved)
    {
        this.rule = rule;
        this.aaguid = aaguid;
        var path = proved.Path;
        hasPath = path.Count > 0;
        model = anchors.Find(aaguid, hasPath ? CertificatePath.KeyIdOf(path[0]) : null);
        IsAttested = hasPath && !proved.IsWeak && model is not null && CertificatePath.EndsIn(model.Roots, path, ceremony.Now);
    }

    public bool IsAttested { get; }

    public CeremonyCheck? FirstFault() =>
        rule.RequiresAttestation && !hasPath ? CeremonyCheck.AttestationMissing
        : rule.RequiresAttestation && !IsAttested ? CeremonyCheck.AttestationTrust
        : model?.IsCompromised == true ? CeremonyCheck.ModelCompromised
        : rule.DeniedModels.Contains(aaguid) ? CeremonyCheck.ModelDenied
        : rule.AllowedModels?.Contains(aaguid) == false ? CeremonyCheck.ModelNotAllowed
        : null;
}
