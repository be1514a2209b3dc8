//! Words that say nothing about a page: the commonest function words of some languages.
//!
//! They are found in titles and headings only, and a query with other words does without them. A language that is not
//! listed loses little: words on more than half of the pages are treated in the same way (`merge.rs`).

/// The function words of a language, folded, sorted by use; empty for a language without a list.
pub(super) fn words(language: &str) -> &'static str {
    match language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "en" => {
            "the of and to in is it that for on as with are be this at by from or an was not can you your we our they their \
             its if has have had will would should may might could must do does did how what which when where who why there \
             here these those then than so but into about my me us he she his her them been being were also any some such \
             more most no nor own same very just only between both each few further once out over too under until while am"
        }
        "de" => {
            "der die das und in den von zu mit sich des auf fur ist im dem nicht ein eine als auch es an werden aus er hat \
             dass sie nach wird bei einer um am sind noch wie einem uber einen so zum war haben nur oder aber vor zur bis \
             mehr durch man sein wurde sei wenn was wir ihr ich kann konnen diese dieser dieses"
        }
        "fr" => {
            "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont avec ou son aux \
             cette ces comme mais nous vous elle on etre fait leur ses sans peut votre notre tout tous si je"
        }
        "es" => {
            "de la que el en los se del las por un para con no una su al es lo como mas pero sus le ya este si porque esta \
             son entre cuando muy sin sobre ser tambien hasta hay donde desde todo nos esto esta puede"
        }
        "it" => {
            "di che la il un per in una sono mi ho lo ma le si gli con come da non del della dei delle al alla nel nella \
             sul questo questa piu anche se ci ed sua suo essere puo"
        }
        "pt" => {
            "de que do da em um para com uma os no se na por mais as dos como mas ao ele das seu sua ou quando muito nos ja \
             eu tambem pelo pela ate isso ela entre sem mesmo aos esta este pode ser sao"
        }
        "nl" => {
            "de van het een en in is dat op te zijn met voor niet aan er om ook als dan maar bij of uit nog naar heeft over \
             door deze je wordt worden kan dit die we hun"
        }
        "sv" | "nb" | "no" | "da" => {
            "och att det som en pa ar av for med den till inte har de om ett var men jag ej og er til der ikke af at han vi \
             kan skal fra eller"
        }
        "pl" => {
            "nie to sie na co jest do ze jak ale po tak za od moze dla oraz przez lub przy czy sa jego tego tym byc"
        }
        "ru" => "и в не на что с он как это по но из у за от так для или же бы то к мы вы все его ее при до если",
        "tr" => "ve bir bu icin ile da de ne ya ki mi daha cok gibi olarak olan veya her en",
        _ => "",
    }
}
