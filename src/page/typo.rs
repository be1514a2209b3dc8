//! Typo: a short list of frequent mistakes in English words, none of which is a word or a name.

/// Wrong to right, sorted.
const WORDS: &[(&str, &str)] = &[
    ("accomodate", "accommodate"),
    ("accross", "across"),
    ("acheive", "achieve"),
    ("adress", "address"),
    ("agressive", "aggressive"),
    ("allready", "already"),
    ("alot", "a lot"),
    ("apparant", "apparent"),
    ("aquire", "acquire"),
    ("architechture", "architecture"),
    ("arguement", "argument"),
    ("authetication", "authentication"),
    ("avaiable", "available"),
    ("availabe", "available"),
    ("availible", "available"),
    ("becuase", "because"),
    ("begining", "beginning"),
    ("beleive", "believe"),
    ("capabilites", "capabilities"),
    ("certian", "certain"),
    ("compatability", "compatibility"),
    ("completly", "completely"),
    ("concensus", "consensus"),
    ("configration", "configuration"),
    ("configuraton", "configuration"),
    ("connectivty", "connectivity"),
    ("consistant", "consistent"),
    ("contraints", "constraints"),
    ("decribe", "describe"),
    ("definately", "definitely"),
    ("dependancy", "dependency"),
    ("deployement", "deployment"),
    ("desciption", "description"),
    ("developement", "development"),
    ("dicuss", "discuss"),
    ("diffrent", "different"),
    ("documention", "documentation"),
    ("enviroment", "environment"),
    ("environement", "environment"),
    ("envrionment", "environment"),
    ("equiped", "equipped"),
    ("establihed", "established"),
    ("exisiting", "existing"),
    ("existance", "existence"),
    ("explicitely", "explicitly"),
    ("familar", "familiar"),
    ("follwing", "following"),
    ("foward", "forward"),
    ("fucntion", "function"),
    ("garantee", "guarantee"),
    ("govenance", "governance"),
    ("goverment", "government"),
    ("happend", "happened"),
    ("heirarchy", "hierarchy"),
    ("immediatly", "immediately"),
    ("implemention", "implementation"),
    ("incase", "in case"),
    ("independant", "independent"),
    ("infomation", "information"),
    ("infrastucture", "infrastructure"),
    ("initally", "initially"),
    ("instace", "instance"),
    ("instuctions", "instructions"),
    ("integeration", "integration"),
    ("introducting", "introducing"),
    ("langauge", "language"),
    ("lenght", "length"),
    ("liason", "liaison"),
    ("maintainance", "maintenance"),
    ("maintenence", "maintenance"),
    ("managment", "management"),
    ("neccessary", "necessary"),
    ("necesary", "necessary"),
    ("noticable", "noticeable"),
    ("occured", "occurred"),
    ("occurence", "occurrence"),
    ("occuring", "occurring"),
    ("oppurtunity", "opportunity"),
    ("orginal", "original"),
    ("orgnization", "organization"),
    ("paramater", "parameter"),
    ("parmeter", "parameter"),
    ("particulary", "particularly"),
    ("performace", "performance"),
    ("permision", "permission"),
    ("permisson", "permission"),
    ("persistant", "persistent"),
    ("posible", "possible"),
    ("preceeding", "preceding"),
    ("prefered", "preferred"),
    ("priviledge", "privilege"),
    ("privledge", "privilege"),
    ("proccess", "process"),
    ("programatically", "programmatically"),
    ("protocal", "protocol"),
    ("publically", "publicly"),
    ("reccomend", "recommend"),
    ("recieve", "receive"),
    ("recomend", "recommend"),
    ("recommanded", "recommended"),
    ("referal", "referral"),
    ("refered", "referred"),
    ("relevent", "relevant"),
    ("reponse", "response"),
    ("reponsible", "responsible"),
    ("repositry", "repository"),
    ("requirments", "requirements"),
    ("resouce", "resource"),
    ("resouces", "resources"),
    ("responsability", "responsibility"),
    ("retreive", "retrieve"),
    ("seperate", "separate"),
    ("seperately", "separately"),
    ("similiar", "similar"),
    ("specifiy", "specify"),
    ("succesful", "successful"),
    ("succesfully", "successfully"),
    ("successfull", "successful"),
    ("sucess", "success"),
    ("sucessful", "successful"),
    ("sufficent", "sufficient"),
    ("suport", "support"),
    ("suppport", "support"),
    ("supress", "suppress"),
    ("teh", "the"),
    ("temporaly", "temporarily"),
    ("temporarly", "temporarily"),
    ("thier", "their"),
    ("threshhold", "threshold"),
    ("tommorow", "tomorrow"),
    ("transfered", "transferred"),
    ("truely", "truly"),
    ("underlaying", "underlying"),
    ("unneccessary", "unnecessary"),
    ("untill", "until"),
    ("upto", "up to"),
    ("usefull", "useful"),
    ("utlize", "utilize"),
    ("verfiy", "verify"),
    ("visable", "visible"),
    ("wether", "whether"),
    ("wich", "which"),
    ("wierd", "weird"),
    ("workfow", "workflow"),
    ("writting", "writing"),
];

/// For each first letter the places of its words in the list.
const STARTS: [usize; 27] = {
    let mut starts = [WORDS.len(); 27];
    let mut at = WORDS.len();
    while at > 0 {
        at -= 1;
        starts[(WORDS[at].0.as_bytes()[0] - b'a') as usize] = at;
    }
    let mut letter = 26;
    while letter > 0 {
        letter -= 1;
        if starts[letter] == WORDS.len() && letter < 26 {
            starts[letter] = starts[letter + 1];
        }
    }
    starts
};

/// One bit for each word of the list, at its [`place_of`].
const LIKE: [u64; 256] = {
    let mut like = [0; 256];
    let mut at = 0;
    while at < WORDS.len() {
        let place = place_of(WORDS[at].0.as_bytes());
        like[place / 64] |= 1 << (place % 64);
        at += 1;
    }
    like
};

/// A number below 16,384 for a word of three letters and more, the same in any case.
#[inline(always)]
const fn place_of(word: &[u8]) -> usize {
    let start = (word[0] & 31) as u32 | (word[1] as u32 & 31) << 5 | (word[2] as u32 & 31) << 10;
    let end = (word[word.len() - 1] as u32 & 31) << 15 | (word.len() as u32 & 31) << 20;
    ((start | end).wrapping_mul(0x9E37_79B1) >> 18) as usize
}

/// The right spelling of a word that is in the list, in any case.
#[inline(always)]
pub fn right(word: &[u8]) -> Option<&'static str> {
    // Nearly all words end here.
    if word.len() < 3 {
        return None;
    }
    let place = place_of(word);
    if LIKE[place / 64] >> (place % 64) & 1 == 0 { None } else { listed(word) }
}

/// The same by a look at the list.
#[inline(never)]
fn listed(word: &[u8]) -> Option<&'static str> {
    let letter = word.first()?.to_ascii_lowercase().checked_sub(b'a').filter(|letter| *letter < 26)? as usize;
    let known = WORDS.get(*STARTS.get(letter)?..*STARTS.get(letter + 1)?)?;
    known.iter().find(|(wrong, _)| wrong.as_bytes().eq_ignore_ascii_case(word)).map(|(_, right)| *right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_each_is_found() {
        assert!(WORDS.is_sorted_by(|a, b| a.0 < b.0), "sort the list");
        for (wrong, expected) in WORDS {
            assert_eq!(right(wrong.as_bytes()), Some(*expected));
            assert_eq!(right(wrong.to_uppercase().as_bytes()), Some(*expected));
            assert_eq!(right(expected.as_bytes()), None);
        }
        for word in ["", "a", "été", "zebra", "Te{", "\u{80}\u{80}"] {
            assert_eq!(right(word.as_bytes()), None);
        }
    }
}
