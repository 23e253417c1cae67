using Microsoft.Extensions.Localization;
using Sallyport.Core.SecurityKeys;

namespace Sallyport.Server.SecurityKeys;

/// <summary>What a person is told whose key did not count: which rule of the account, and which model (KEY-7).</summary>
public sealed class KeyWords(IStringLocalizer<Texts> texts)
{
    /// <param name="answer">Not <see cref="RegisteredKey.Done"/>.</param>
    /// <param name="company">Whose rule it is.</param>
    public string Of(RegisteredKey answer, string company) =>
        answer switch
        {
            RegisteredKey.Refused refused => Of(refused, company),
            RegisteredKey.KnownAlready => texts["This key is registered already. A key can be registered once."],
            RegisteredKey.NameMalformed => texts["Enter a name of 1 to 64 characters."],
            RegisteredKey.NameTaken => texts["Another key of yours has this name."],
            RegisteredKey.OtherCodes => texts[
                "New recovery codes were made meanwhile. Save these, then register your key again."
            ],
            RegisteredKey.Busy => texts["The server is very busy. Try again in a few seconds."],
            _ => texts["This page waited for too long, or was used already. Register your key once more."],
        };

    private string Of(RegisteredKey.Refused refused, string company) =>
        refused.Check switch
        {
            CeremonyCheck.UserVerified => texts[
                "{0} wants keys that check who holds them. Set a PIN or a fingerprint on this one ({1}), or take another one.",
                company,
                Model(refused)
            ],
            CeremonyCheck.HardwareBound => texts[
                "{0} wants keys that stay in their device. This one ({1}) can be copied to other devices; take a hardware key.",
                company,
                Model(refused)
            ],
            CeremonyCheck.AttestationMissing or CeremonyCheck.AttestationTrust => texts[
                "{0} wants keys whose make can be verified. This one ({1}) does not prove its make.",
                company,
                Model(refused)
            ],
            CeremonyCheck.ModelNotAllowed => texts["{0} wants other models of keys. This one is: {1}.", company, Model(refused)],
            CeremonyCheck.ModelDenied => texts["{0} does not want this model of keys: {1}.", company, Model(refused)],
            CeremonyCheck.ModelCompromised => texts[
                "Keys of this model are known to be broken: {0}. Take another one.",
                Model(refused)
            ],
            CeremonyCheck.Algorithm => texts["This key signs in a way that is not supported here. Take another one."],
            _ => texts["The key's answer was not accepted ({0}). Nothing was registered; try again.", $"{refused.Check}"],
        };

    private string Model(RegisteredKey.Refused refused) =>
        refused.Model.Trim('0', '-').Length > 0 ? refused.Model : texts["model unknown"];
}
